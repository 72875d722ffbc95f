<?php
declare(strict_types=1);

namespace OpenForum\Rules;

/**
 * Small facts about text. What people write is stored and shown exactly as
 * typed; only lengths and search keys look at a normalised copy.
 */
final class Text
{
    /** Characters that are never seen: format characters, joiners, fillers, variation selectors, tags. */
    public const INVISIBLE = '\x{ad}\x{34f}\x{61c}\x{115f}\x{1160}\x{17b4}\x{17b5}\x{180b}-\x{180f}\x{200b}-\x{200f}'
        . '\x{202a}-\x{202e}\x{2060}-\x{206f}\x{2800}\x{3164}\x{fe00}-\x{fe0f}\x{feff}\x{ffa0}\x{fff0}-\x{fffb}'
        . '\x{1bca0}-\x{1bca3}\x{1d173}-\x{1d17a}\x{e0000}-\x{e0fff}';

    /** White space of Unicode and control characters. */
    public const SPACE_OR_CONTROL = '\p{Z}\p{Cc}';

    /** Length in Unicode scalar values after NFC: the unit of all limits. */
    public static function length(string $text): int
    {
        // Nothing below U+0300 composes with what stands before it.
        if (preg_match('/[\x{300}-\x{10ffff}]/u', $text) === 1) {
            $text = (string) \Normalizer::normalize($text, \Normalizer::FORM_C);
        }
        return mb_strlen($text, 'UTF-8');
    }

    /** Whether a text shows nothing: empty, or only spaces, control and invisible characters. */
    public static function isBlank(string $text): bool
    {
        return preg_match('/^[' . self::SPACE_OR_CONTROL . self::INVISIBLE . ']*$/Du', $text) === 1;
    }

    /** All white space, line breaks too, as one space each; none at the ends. */
    public static function oneLine(string $text): string
    {
        return implode(' ', preg_split('/[\p{Z}\x{9}-\x{d}\x{85}]+/u', $text, -1, PREG_SPLIT_NO_EMPTY) ?: []);
    }

    /** The first so many scalars. */
    public static function first(string $text, int $count): string
    {
        return mb_substr($text, 0, $count, 'UTF-8');
    }
}
