<?php
// The plugin's words and their translations: `php words.php PLUGIN WORDPRESS` says what is missing or stale,
// `php words.php PLUGIN WORDPRESS write` makes .mo and the block's .json afresh from the .po files.
declare(strict_types=1);

[, $plugin, $wordpress] = $argv;
$isWriting = ($argv[3] ?? '') === 'write';
require "$wordpress/wp-includes/pomo/mo.php";
require "$wordpress/wp-includes/pomo/po.php";

/** Words of PHP: the first argument of the functions that translate, both of `_n`. */
function ofPhp(string $file): array
{
    $found = [];
    $code = (string) file_get_contents($file);
    $text = "'((?:[^'\\\\]|\\\\.)*)'|\"((?:[^\"\\\\]|\\\\.)*)\"";
    preg_match_all("/\\b(?:__|esc_html__|esc_html_e|esc_attr__)\\(\\s*(?:$text),\\s*'open-forum'\\)/", $code, $plain, PREG_SET_ORDER);
    foreach ($plain as $one) {
        $found[] = [stripslashes($one[1] ?: $one[2] ?? ''), null];
    }
    preg_match_all("/\\b_n\\(\\s*(?:$text),\\s*(?:$text),/", $code, $plural, PREG_SET_ORDER);
    foreach ($plural as $one) {
        $found[] = [stripslashes($one[1] ?: $one[2]), stripslashes($one[3] ?: $one[4])];
    }
    return $found;
}

/** Words of the block. */
function ofScript(string $file): array
{
    preg_match_all('/\b__\("((?:[^"\\\\]|\\\\.)*)",\s*"open-forum"\)/', (string) file_get_contents($file), $found);
    return array_map(fn (string $text): array => [stripslashes($text), null], $found[1]);
}

/** Sentences of the rules and of problems, which the screens translate as they are told. */
function ofRules(string $plugin): array
{
    $found = [];
    foreach (['Rules/Check', 'Rules/Decisions', 'Rules/Promise', 'Rules/Validate', 'Rules/ValidateThread', 'Store/Decisions', 'Store/Threads', 'Problem'] as $name) {
        $file = "$plugin/src/$name.php";
        preg_match_all("/'([A-Z](?:[^'\\\\]|\\\\.)+\\.)'|\"([A-Z](?:[^\"\\\\\$]|\\\\.)+\\.)\"/", (string) file_get_contents($file), $sentences, PREG_SET_ORDER);
        foreach ($sentences as $one) {
            $found[] = [stripslashes($one[1] ?: $one[2]), null];
        }
    }
    return $found;
}

$files = [];
foreach (new RecursiveIteratorIterator(new RecursiveDirectoryIterator("$plugin/src", FilesystemIterator::SKIP_DOTS)) as $file) {
    $files[] = (string) $file;
}
sort($files);
$ofBlock = ofScript("$plugin/assets/block.js");
$words = [...array_merge(...array_map('ofPhp', $files)), ...$ofBlock, ...ofRules($plugin)];
$words = array_column($words, null, 0);
$wrong = [];

foreach (glob("$plugin/languages/*.po") as $path) {
    $po = new PO();
    $po->import_from_file($path);
    $known = array_filter($po->entries, fn (Translation_Entry $entry): bool => array_filter($entry->translations) !== []);
    $byText = [];
    foreach ($known as $entry) {
        $byText[$entry->singular] = $entry;
    }
    foreach (array_diff_key($words, $byText) as $text => $_) {
        $wrong[] = basename($path) . ": no translation of “{$text}”";
    }
    foreach (array_diff_key($byText, $words) as $text => $_) {
        $wrong[] = basename($path) . ": nobody says “{$text}”";
    }
    foreach ($byText as $entry) {
        $holes = fn (string $text): array => preg_match_all('/%(?:\d\$)?[sd]/', $text, $found) ? $found[0] : [];
        foreach ($entry->translations as $translation) {
            if ($holes($translation) !== $holes($entry->singular)) {
                $wrong[] = basename($path) . ": other holes in “{$entry->singular}”";
            }
        }
    }
    $mo = new MO();
    $mo->headers = $po->headers;
    $mo->entries = $known;
    ksort($mo->entries);
    $made = (string) tempnam(sys_get_temp_dir(), 'mo');
    $mo->export_to_file($made);
    $locale = substr(basename($path, '.po'), strlen('open-forum-'));
    $block = ['' => ['domain' => 'open-forum', 'lang' => $locale, 'plural-forms' => $po->headers['Plural-Forms']]];
    foreach ($ofBlock as [$text]) {
        $block[$text] = ($byText[$text] ?? null)?->translations ?? [''];
    }
    $jed = ['domain' => 'open-forum', 'locale_data' => ['open-forum' => $block]];
    $outputs = [
        "$plugin/languages/open-forum-$locale.mo" => (string) file_get_contents($made),
        "$plugin/languages/open-forum-$locale-open-forum-block.json" => json_encode($jed, JSON_UNESCAPED_UNICODE | JSON_PRETTY_PRINT) . "\n",
    ];
    unlink($made);
    foreach ($outputs as $file => $content) {
        if ($isWriting) {
            file_put_contents($file, $content);
        } elseif (!is_file($file) || file_get_contents($file) !== $content) {
            $wrong[] = basename($file) . ' is stale';
        }
    }
}
echo implode("\n", $wrong), $wrong === [] ? '' : "\n", count($words) . " words\n";
if (($argv[3] ?? '') === 'list') {
    echo implode("\n", array_map(fn ($word) => json_encode($word, JSON_UNESCAPED_UNICODE), $words)), "\n";
}
