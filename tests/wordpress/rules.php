<?php
// The plugin's rules against what the project's crate `rules` answers to the same questions:
// `php rules.php PLUGIN VECTORS` prints what differs, one line each, and how many were asked.
declare(strict_types=1);

use OpenForum\Rules\Decisions;
use OpenForum\Rules\Link;
use OpenForum\Rules\Phases;
use OpenForum\Rules\Ranking;
use OpenForum\Rules\Reference;
use OpenForum\Rules\Reports;
use OpenForum\Rules\Results;
use OpenForum\Rules\Search;
use OpenForum\Rules\Similarity;
use OpenForum\Rules\Tally;
use OpenForum\Rules\Text;
use OpenForum\Rules\Time;
use OpenForum\Rules\ValidateThread;

spl_autoload_register(function (string $class) use ($argv): void {
    require $argv[1] . '/src/' . strtr(substr($class, strlen('OpenForum\\')), '\\', '/') . '.php';
});
$vectors = json_decode((string) file_get_contents($argv[2]), true, 64, JSON_THROW_ON_ERROR);
$asked = 0;

/** Two numbers may differ in their last bits: `pow` and `sqrt` are not the same everywhere. */
function same(mixed $one, mixed $other): bool
{
    if (is_float($one) || is_float($other)) {
        return is_numeric($one) && is_numeric($other) && abs($one - $other) < 1e-12;
    }
    if (is_array($one) && is_array($other)) {
        return array_keys($one) === array_keys($other) && array_filter(array_map('same', $one, $other)) === array_map(fn () => true, $one ? range(1, count($one)) : []);
    }
    return $one === $other;
}

function check(string $what, mixed $wanted, mixed $found): void
{
    global $asked;
    $asked++;
    if (!same($wanted, $found)) {
        echo "$what: " . json_encode($wanted) . ' and not ' . json_encode($found) . "\n";
    }
}

foreach ($vectors['texts'] as $one) {
    $text = $one['text'];
    $about = json_encode($text);
    check("length of $about", $one['length'], Text::length($text));
    check("blank $about", $one['blank'], Text::isBlank($text));
    check("one line of $about", $one['one_line'], Text::oneLine($text));
    check("key of $about", $one['key'], Search::key($text));
    check("link $about", $one['link'], Link::isAllowed($text));
    check("reference $about", $one['reference'], Reference::parse($text));
    check("slug $about", $one['slug'], ValidateThread::isSlug($text));
    check("seed $about", $one['seed'], Ranking::seedMultiplier($text));
}
foreach ($vectors['likeness'] as [$one, $other, $likeness]) {
    $found = Similarity::likeness(Search::key($one), Search::key($other), Search::key($other), Search::key($one));
    check('likeness of ' . json_encode([$one, $other]), $likeness, $found);
}
foreach ($vectors['tallies']['rounds'] as $round) {
    $tally = Tally::of($vectors['tallies']['sectors'], $round['cells']);
    ksort($tally);
    ksort($round['tally']);
    check('tally of ' . json_encode($round['cells']), $round['tally'], $tally);
}
foreach ($vectors['phases'] as [$opens, $voting, $closes, $now, $phase]) {
    check("phase $opens $voting $closes at $now", $phase, Phases::phase($opens, $voting, $closes, $now));
}
foreach ($vectors['permitted'] as [$phase, $taken, $rule, $shown]) {
    check("taken when $phase", $taken, array_values(array_filter(['submit', 'edit', 'vote', 'comment'], fn ($action) => Phases::permits($phase, $action))));
    check("shown $rule when $phase", $shown, array_map(fn ($voted) => Results::visible($rule, $phase, $voted), [false, true]));
}
foreach ($vectors['decided'] as [$action, $state, $waits, $next]) {
    if (Decisions::isFor($action, 'submission')) {
        check("$action of $state, waits: " . (int) $waits, $next, Decisions::nextState($action, $state, $waits)['state'] ?? null);
    }
}
foreach ($vectors['reported'] as $one) {
    $reports = array_map(fn ($report) => ['reason' => $report[0], 'weight' => Reports::weight($report[1], $report[2]), 'sector' => $report[3]], $one['reports']);
    check('harm of ' . json_encode($one['reports']), $one['harm'], Reports::harm($reports));
    check('hides ' . json_encode($one['reports']), $one['hides'], Reports::hide($reports));
}
foreach ($vectors['ranked'] as [$agree, $disagree, $score]) {
    check("score of $agree and $disagree", $score, Ranking::supportScore('opinion', ['agree' => $agree, 'disagree' => $disagree]) / Ranking::SCALE);
}
foreach ($vectors['times'] as [$text, $ms, $again]) {
    check("time $text", $ms, Time::parse($text));
    check("time $text again", $again, Time::formatMaybe(Time::parse($text)));
}
echo "$asked asked\n";
