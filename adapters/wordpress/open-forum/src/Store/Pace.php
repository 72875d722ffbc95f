<?php
declare(strict_types=1);

namespace OpenForum\Store;

use OpenForum\Problem;
use OpenForum\Sources;

/** How fast one person may write. */
final class Pace
{
    /** Writes of one person in a minute; the filter `open_forum_writes_per_minute` changes it, 0 is no limit. */
    private const WRITES = 60;

    /** Counts a write of a person. */
    public static function count(int $person): void
    {
        $most = (int) apply_filters('open_forum_writes_per_minute', self::WRITES);
        if ($most <= 0) {
            return;
        }
        $now = Sources::now();
        $minute = intdiv($now, 60_000);
        Db::run(
            'INSERT INTO {pace} (participant, minute, writes) VALUES (?, ?, 1)
             ON DUPLICATE KEY UPDATE writes = writes + 1',
            $person,
            $minute,
        );
        $writes = Db::value('SELECT writes FROM {pace} WHERE participant = ? AND minute = ?', $person, $minute);
        if ((int) $writes > $most) {
            $seconds = 60 - intdiv($now % 60_000, 1000);
            throw new Problem('rate-limited', "Too many requests. Try again in $seconds s.", [], $seconds);
        }
    }

    /** Forgets minutes that have passed. */
    public static function sweep(): void
    {
        Db::run('DELETE FROM {pace} WHERE minute < ?', intdiv(Sources::now(), 60_000));
    }
}
