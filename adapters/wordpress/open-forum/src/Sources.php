<?php
declare(strict_types=1);

namespace OpenForum;

use OpenForum\Rules\Ranking;

/** Time, ids and chance: the one place that asks the machine for them. */
final class Sources
{
    /** Now, in milliseconds since 1970. Tests set it by the filter `open_forum_now`. */
    public static function now(): int
    {
        return (int) apply_filters('open_forum_now', (int) (microtime(true) * 1000));
    }

    /** A new UUIDv7. */
    public static function id(): string
    {
        $bytes = substr(pack('J', self::now()), 2) . random_bytes(10);
        $bytes[6] = chr(0x70 | (ord($bytes[6]) & 0x0f));
        $bytes[8] = chr(0x80 | (ord($bytes[8]) & 0x3f));
        return implode('-', sscanf(bin2hex($bytes), '%8s%4s%4s%4s%12s'));
    }

    /** So many random bits, at most 62. */
    public static function bits(int $count): int
    {
        return random_int(0, (1 << $count) - 1);
    }

    /** A place in all shuffles. */
    public static function shuffle(): int
    {
        return Ranking::shuffleFromBits(self::bits(32));
    }
}
