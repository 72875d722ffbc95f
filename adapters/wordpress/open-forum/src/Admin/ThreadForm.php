<?php
declare(strict_types=1);

namespace OpenForum\Admin;

use OpenForum\Rules\Limits;
use OpenForum\Rules\Time;
use OpenForum\Settings;

/** The form of a thread. What was typed comes back as it was when something is wrong. */
final class ThreadForm
{
    /** @var array<string, string> */
    public readonly array $typed;

    private const FLAGS = ['anonymous', 'premoderated', 'newcomers_held'];
    private const DATES = ['opens_at', 'voting_opens_at', 'closes_at'];

    public function __construct(array $typed)
    {
        $this->typed = array_map(
            fn (string $value): string => str_replace("\r\n", "\n", wp_check_invalid_utf8($value)),
            array_filter($typed, 'is_string'),
        );
    }

    /** The contract's draft of what was typed; an empty date is none. */
    public function draft(): array
    {
        $text = fn (string $name): string => $this->typed[$name] ?? '';
        $budget = $text('budget');
        $draft = [
            'slug' => $text('slug'),
            'kind' => in_array($text('kind'), ['nominations', 'questions'], true) ? $text('kind') : 'proposals',
            'title' => $text('title'),
            'summary' => $text('summary'),
            'body' => $text('body'),
            'rules' => $text('rules'),
            'language' => $text('language'),
            'promise' => array_key_exists($text('promise'), self::promises()) ? $text('promise') : 'consult',
            'voting' => [
                'mode' => $text('mode') === 'support' ? 'support' : 'opinion',
                'budget' => ctype_digit($budget) && strlen($budget) < 10 ? (int) $budget : null,
                'results' => array_key_exists($text('results'), self::results()) ? $text('results') : 'always',
            ],
        ];
        foreach (self::FLAGS as $flag) {
            $draft[$flag] = isset($this->typed[$flag]);
        }
        foreach (self::DATES as $date) {
            $draft[$date] = self::moment($text($date));
        }
        return $draft;
    }

    /** @param ?array $row the thread that is changed */
    public function show(?array $row, string $address): void
    {
        $value = fn (string $name, string $default = ''): string => $this->typed[$name] ?? (string) ($row[$name] ?? $default);
        printf('<form method="post" action="%s"><table class="form-table" role="presentation">', esc_url($address));
        printf('<input type="hidden" name="version" value="%s">', esc_attr((string) ($row['version'] ?? '')));
        $input = fn (string $name, int $most, string $more = ''): string => sprintf(
            '<input type="text" class="large-text" id="%1$s" name="%1$s" maxlength="%2$d" value="%3$s"%4$s>',
            $name,
            $most,
            Html::text($value($name)),
            $more,
        );
        $area = fn (string $name, int $rows, int $most): string => sprintf(
            '<textarea class="large-text" id="%1$s" name="%1$s" rows="%2$d" maxlength="%3$d">%4$s</textarea>',
            $name,
            $rows,
            $most,
            "\n" . Html::text($value($name)),
        );
        $select = fn (string $name, array $words, string $chosen): string => sprintf(
            '<select id="%1$s" name="%1$s">%2$s</select>',
            $name,
            Html::options($words, $chosen),
        );
        Html::row('title', __('Question', 'open-forum'), $input('title', Limits::TITLE));
        $fixed = $row === null ? '' : ' readonly';
        Html::row('slug', __('Short name', 'open-forum'), $input('slug', Limits::SLUG, $fixed), __('Small Latin letters, digits and hyphens; it stands in addresses and never changes.', 'open-forum'));
        Html::row('summary', __('Summary', 'open-forum'), $area('summary', 2, Limits::SUMMARY));
        Html::row('body', __('Introduction', 'open-forum'), $area('body', 8, Limits::THREAD_BODY), __('Paragraphs, lists with "- ", **bold**, *italic*, [links](https://…).', 'open-forum'));
        Html::row('rules', __('Rules', 'open-forum'), $area('rules', 4, Limits::THREAD_RULES));
        $forum = Settings::forum();
        if ($row === null) {
            $languages = array_combine($forum['languages'], $forum['languages']);
            Html::row('language', __('Language of these texts', 'open-forum'), $select('language', $languages, $value('language', $forum['default_language'])));
            Html::row('kind', __('Collects', 'open-forum'), $select('kind', self::kinds(), $value('kind')));
        }
        Html::row('promise', __('Promise to the public', 'open-forum'), $select('promise', self::promises(), $value('promise', 'consult')), __('Once it has opened it can be raised and not lowered.', 'open-forum'));
        foreach (self::dates() as $name => $label) {
            $at = $this->typed[$name] ?? self::local($row[$name] ?? null);
            $field = sprintf('<input type="datetime-local" id="%1$s" name="%1$s" value="%2$s">', $name, esc_attr($at));
            Html::row($name, $label, $field, $row === null ? '' : __('Empty leaves it as it is.', 'open-forum'));
        }
        Html::row('mode', __('Votes', 'open-forum'), $select('mode', self::modes(), $value('mode', $row['voting_mode'] ?? 'opinion')));
        $budget = sprintf('<input type="number" min="1" id="budget" name="budget" value="%s">', esc_attr($value('budget', (string) ($row['voting_budget'] ?? ''))));
        Html::row('budget', __('Supports that one person may give', 'open-forum'), $budget, __('Only for votes of support; empty is no limit.', 'open-forum'));
        Html::row('results', __('Results are shown', 'open-forum'), $select('results', self::results(), $value('results', $row['voting_results'] ?? 'always')), __('They may be hidden for longer than was promised, and not for less.', 'open-forum'));
        foreach (self::flags() as $name => $label) {
            $default = $name === 'premoderated' && (bool) Settings::get('premoderated', false);
            $isOn = $this->typed === [] ? (bool) ($row[$name] ?? $default) : isset($this->typed[$name]);
            $box = sprintf('<input type="checkbox" id="%1$s" name="%1$s" value="1"%2$s>', $name, checked($isOn, true, false));
            Html::row($name, $label, $box);
        }
        echo '</table>';
        submit_button();
        echo '</form>';
    }

    private static function kinds(): array
    {
        return [
            'proposals' => __('Ideas, concerns and the like', 'open-forum'),
            'nominations' => __('Nominations for recognition', 'open-forum'),
            'questions' => __('Questions', 'open-forum'),
        ];
    }

    private static function promises(): array
    {
        return [
            'inform' => __('We keep you informed', 'open-forum'),
            'consult' => __('We listen and tell you what changed', 'open-forum'),
            'involve' => __('Your concerns show in the options', 'open-forum'),
            'collaborate' => __('We work the solution out with you', 'open-forum'),
            'empower' => __('You decide', 'open-forum'),
        ];
    }

    private static function modes(): array
    {
        return ['opinion' => __('Agree, disagree or pass', 'open-forum'), 'support' => __('Support or nothing', 'open-forum')];
    }

    private static function results(): array
    {
        return [
            'always' => __('At any time', 'open-forum'),
            'after_vote' => __('To those who have voted, to all after the end', 'open-forum'),
            'after_close' => __('To nobody before the end', 'open-forum'),
        ];
    }

    private static function dates(): array
    {
        return [
            'opens_at' => __('Opens', 'open-forum'),
            'voting_opens_at' => __('Voting begins', 'open-forum'),
            'closes_at' => __('Ends', 'open-forum'),
        ];
    }

    private static function flags(): array
    {
        return [
            'premoderated' => __('Submissions wait for a moderator', 'open-forum'),
            'newcomers_held' => __('Texts of newcomers wait for a moderator', 'open-forum'),
            'anonymous' => __("Nobody's name is shown, for good", 'open-forum'),
        ];
    }

    /** What a field of date and time holds, in the site's time zone, as the contract has it. */
    private static function moment(string $local): ?string
    {
        $moment = \DateTimeImmutable::createFromFormat('!Y-m-d\TH:i', substr($local, 0, 16), wp_timezone());
        return $moment === false ? null : Time::format($moment->getTimestamp() * 1000);
    }

    private static function local(?int $ms): string
    {
        return $ms === null ? '' : (string) wp_date('Y-m-d\TH:i', intdiv($ms, 1000));
    }
}
