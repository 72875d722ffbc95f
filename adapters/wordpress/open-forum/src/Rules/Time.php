<?php
declare(strict_types=1);

namespace OpenForum\Rules;

/** RFC 3339 to milliseconds since 1970 and back. */
final class Time
{
    private const FIRST = -62_167_219_200_000;
    private const LAST = 253_402_300_799_999;

    /**
     * Milliseconds of an RFC 3339 text with any offset, if it is one with a
     * real date and time. Digits after the third of a second are dropped; a
     * leap second counts as the second before it.
     */
    public static function parse(string $text): ?int
    {
        $form = '/^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/D';
        if (preg_match($form, $text, $found) !== 1) {
            return null;
        }
        [, $year, $month, $day, $hour, $minute, $second] = array_map('intval', array_slice($found, 0, 7));
        if (!checkdate($month, $day, $year ?: 4) || $hour > 23 || $minute > 59 || $second > 60) {
            return null;
        }
        $millis = (int) substr(($found[7] ?? '') . '000', 0, 3);
        $east = (int) ($found[9] ?? 0) * 60 + (int) ($found[10] ?? 0);
        if ((int) ($found[9] ?? 0) > 23 || (int) ($found[10] ?? 0) > 59) {
            return null;
        }
        $offset = ($found[8] ?? '') === '-' ? -$east : $east;
        $moment = new \DateTimeImmutable('1970-01-01T00:00:00Z');
        $moment = $moment->setDate($year, $month, $day)->setTime($hour, $minute - $offset, min($second, 59));
        return $moment->getTimestamp() * 1000 + $millis;
    }

    /** The one form in which times go over the wire: `2021-08-26T03:42:00.000Z`. */
    public static function format(int $ms): string
    {
        $ms = max(self::FIRST, min(self::LAST, $ms));
        $second = intdiv($ms - (($ms % 1000) + 1000) % 1000, 1000);
        return gmdate('Y-m-d\TH:i:s', $second) . sprintf('.%03dZ', $ms - $second * 1000);
    }

    /** The same for a moment that may be absent. */
    public static function formatMaybe(?int $ms): ?string
    {
        return $ms === null ? null : self::format($ms);
    }
}
