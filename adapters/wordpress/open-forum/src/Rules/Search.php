<?php
declare(strict_types=1);

namespace OpenForum\Rules;

/** Search keys: what a text and a query are folded to, so that a word is found however it was typed. */
final class Search
{
    /** Zeros of the decimal digits that NFKC leaves as they are; nine digits follow each. Unicode 14. */
    private const ZEROS = [
        0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6,
        0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50,
        0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0x104a0,
        0x10d30, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0,
        0x11730, 0x118e0, 0x11950, 0x11c50, 0x11d50, 0x11da0, 0x16a60, 0x16ac0, 0x16b50, 0x1e140,
        0x1e2f0, 0x1e950,
    ];

    /**
     * The loose key of a text: compatibility forms, case, digits of all
     * scripts, Thai double vowels, invisible characters and spaces folded;
     * without Thai and Lao tone marks and Latin diacritics.
     */
    public static function key(string $text): string
    {
        if (preg_match('/[^\x00-\x7f]/', $text) !== 1) {
            return self::exact(strtolower($text));
        }
        $exact = self::exact(mb_strtolower((string) \Normalizer::normalize($text, \Normalizer::FORM_KC), 'UTF-8'));
        $apart = (string) \Normalizer::normalize($exact, \Normalizer::FORM_D);
        $plain = (string) preg_replace('/[\x{e48}-\x{e4b}\x{ec8}-\x{ecb}\x{300}-\x{36f}]/u', '', $apart);
        return str_replace('đ', 'd', $plain);
    }

    /** What is found by: reference, title and body, folded. */
    public static function folded(string $reference, string $title, string $body): string
    {
        return self::key($reference) . "\n" . self::key($title) . "\n" . self::key($body);
    }

    /**
     * The words of what somebody typed; each must stand somewhere in the text.
     *
     * @return list<string>
     */
    public static function words(string $query): array
    {
        return preg_split('/\s+/u', self::key(str_replace("\0", ' ', $query)), -1, PREG_SPLIT_NO_EMPTY) ?: [];
    }

    /** The key in which marks count, of a text in NFKC and lower case. */
    private static function exact(string $lower): string
    {
        $key = (string) preg_replace('/[\x{200b}-\x{200d}\x{2060}]/u', '', $lower);
        $key = Text::oneLine($key);
        $key = str_replace('เเ', 'แ', $key);
        // A tone mark before nikhahit, where NFKC puts it in words that were typed with sara am.
        $key = (string) preg_replace('/([\x{e4d}\x{ecd}])([\x{e48}-\x{e4b}\x{ec8}-\x{ecb}])/u', '$2$1', $key);
        return (string) preg_replace_callback('/\p{Nd}/u', fn (array $found): string => self::digit($found[0]), $key);
    }

    /** A decimal digit of any script as ASCII. */
    private static function digit(string $digit): string
    {
        $code = mb_ord($digit, 'UTF-8');
        foreach (self::ZEROS as $zero) {
            if ($code >= $zero && $code < $zero + 10) {
                return (string) ($code - $zero);
            }
        }
        return $digit;
    }
}
