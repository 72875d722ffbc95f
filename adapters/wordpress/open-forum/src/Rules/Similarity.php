<?php
declare(strict_types=1);

namespace OpenForum\Rules;

/**
 * Submissions like the one that is being written.
 *
 * Two texts are alike by the share of their character n-grams that they have in
 * common (Jaccard): trigrams of words with their edges where a script has
 * spaces, bigrams where it has none.
 */
final class Similarity
{
    /** Texts with at least this share in common are alike. */
    public const THRESHOLD = 0.25;
    /** Long texts of one language share n-grams by chance: bodies count as alike from here on. */
    private const BODY_THRESHOLD = 0.65;

    /** Letters that are written without spaces between words: Thai, Lao, Khmer, Burmese, Han, kana. */
    private const UNSPACED = '\x{e01}-\x{e3e}\x{e40}-\x{e4f}\x{e5a}\x{e5b}\x{e81}-\x{ecf}\x{eda}-\x{edf}\x{1000}-\x{103f}\x{104a}-\x{109f}'
        . '\x{a9e0}-\x{a9ff}\x{aa60}-\x{aa7f}\x{1780}-\x{17df}\x{17ea}-\x{17ff}\x{3005}\x{3041}-\x{30ff}\x{3400}-\x{4dbf}'
        . '\x{4e00}-\x{9fff}\x{f900}-\x{faff}\x{20000}-\x{323af}';
    /** What stands between words: punctuation, symbols, pictures, private use, digits that the key has folded. */
    private const BETWEEN = '\x{0}-\x{2f}\x{3a}-\x{40}\x{5b}-\x{60}\x{7b}-\x{bf}\x{d7}\x{f7}\x{e3f}\x{e50}-\x{e59}\x{ed0}-\x{ed9}\x{1040}-\x{1049}\x{17e0}-\x{17e9}'
        . '\x{2000}-\x{2bff}\x{2e00}-\x{2e7f}\x{3000}-\x{3004}\x{3006}-\x{303f}\x{e000}-\x{f8ff}\x{fe00}-\x{fe6f}\x{feff}'
        . '\x{ff00}-\x{ff20}\x{fff0}-\x{ffff}\x{1f000}-\x{1faff}\x{e0000}-\x{10ffff}';

    /**
     * The n-grams of a loose search key, each once.
     *
     * @return array<string, true>
     */
    public static function grams(string $key): array
    {
        $grams = [];
        $runs = '/([' . self::UNSPACED . ']+)|([^' . self::UNSPACED . self::BETWEEN . ']+)/u';
        preg_match_all($runs, $key, $found, PREG_SET_ORDER);
        foreach ($found as $run) {
            $letters = mb_str_split($run[0], 1, 'UTF-8');
            if (($run[2] ?? '') === '') {
                for ($at = 0, $last = max(1, count($letters) - 1); $at < $last; $at++) {
                    $grams[$letters[$at] . ($letters[$at + 1] ?? '')] = true;
                }
                continue;
            }
            $padded = [' ', ' ', ...$letters, ' '];
            for ($at = 2, $end = count($padded); $at < $end; $at++) {
                $grams[$padded[$at - 2] . $padded[$at - 1] . $padded[$at]] = true;
            }
        }
        return $grams;
    }

    /** The share of all n-grams that both have, from 0 to 1. */
    public static function share(array $one, array $other): float
    {
        $both = count(array_intersect_key($one, $other));
        $all = count($one) + count($other) - $both;
        return $all === 0 ? 0.0 : $both / $all;
    }

    /** The greater likeness of titles and of bodies, on a scale on which bodies count from their threshold on. */
    public static function likeness(string $titleKey, string $bodyKey, string $otherTitleKey, string $otherBodyKey): float
    {
        $title = self::share(self::grams($titleKey), self::grams($otherTitleKey));
        $scale = (1.0 - self::THRESHOLD) / (1.0 - self::BODY_THRESHOLD);
        $body = 1.0 - (1.0 - self::share(self::grams($bodyKey), self::grams($otherBodyKey))) * $scale;
        return max($title, $body);
    }
}
