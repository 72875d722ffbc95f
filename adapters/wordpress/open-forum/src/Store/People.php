<?php
declare(strict_types=1);

namespace OpenForum\Store;

/** Who took part in a thread. */
final class People
{
    /** Notes that a person voted, wrote or commented. */
    public static function add(int $thread, int $participant): void
    {
        $known = Db::run(
            'UPDATE {thread_people} SET deeds = deeds + 1 WHERE thread = ? AND participant = ?',
            $thread,
            $participant,
        );
        if ($known === 0) {
            Db::insert('thread_people', ['thread' => $thread, 'participant' => $participant, 'deeds' => 1]);
            Db::run('UPDATE {threads} SET participants_count = participants_count + 1 WHERE seq = ?', $thread);
        }
    }

    /** Notes that a person took one of these back. */
    public static function remove(int $thread, int $participant): void
    {
        Db::run(
            'UPDATE {thread_people} SET deeds = deeds - 1 WHERE thread = ? AND participant = ?',
            $thread,
            $participant,
        );
        $gone = Db::run(
            'DELETE FROM {thread_people} WHERE thread = ? AND participant = ? AND deeds <= 0',
            $thread,
            $participant,
        );
        if ($gone > 0) {
            Db::run('UPDATE {threads} SET participants_count = participants_count - 1 WHERE seq = ?', $thread);
        }
    }
}
