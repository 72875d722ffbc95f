<?php
declare(strict_types=1);

namespace OpenForum\Store;

use OpenForum\Problem;
use OpenForum\Rules\Phases;
use OpenForum\Rules\Results;
use OpenForum\Sources;

/**
 * Votes. One person has one vote on a submission by the key of the table, and
 * every counter changes in the transaction of the vote.
 */
final class Votes
{
    /** Casts or changes a vote. `$person` is the participant's row; answers what is true afterwards. */
    public static function put(string $id, array $person, string $value): array
    {
        return self::inThread($id, $person, function (array $found, array $thread) use ($person, $value): string {
            if (!Results::isOfMode($thread['voting_mode'], $value)) {
                throw new Problem('wrong-voting-mode');
            }
            $before = self::standing($found['seq'], $person['seq']);
            $isMore = $value === 'support' && ($before === null || $before['value'] !== 'support');
            if ($isMore && self::left($thread, $person['seq']) === 0) {
                throw new Problem('budget-spent', 'You have given all your supports here. Take one back first.');
            }
            $sector = (string) $person['sector'];
            Db::run(
                'INSERT INTO {votes} (submission, participant, thread, value, sector, at) VALUES (?, ?, ?, ?, ?, ?)
                 ON DUPLICATE KEY UPDATE value = VALUES(value), sector = VALUES(sector), at = VALUES(at)',
                $found['seq'],
                $person['seq'],
                $thread['seq'],
                $value,
                $sector,
                Sources::now(),
            );
            if ($before === null) {
                Db::run('UPDATE {threads} SET votes_count = votes_count + 1 WHERE seq = ?', $thread['seq']);
                People::add($thread['seq'], $person['seq']);
            } else {
                Cells::count($found['seq'], $before['sector'], $before['value'], -1);
            }
            Cells::count($found['seq'], $sector, $value, 1);
            return $value;
        });
    }

    /** Takes a vote back; without one nothing changes. */
    public static function delete(string $id, array $person): array
    {
        return self::inThread($id, $person, function (array $found, array $thread) use ($person): null {
            self::erase($found['seq'], $thread['seq'], $person['seq']);
            return null;
        });
    }

    /** Takes a vote of a held thread out of every count but the scores; false where there is none. */
    public static function erase(int $submission, int $thread, int $participant): bool
    {
        $before = self::standing($submission, $participant);
        if ($before === null) {
            return false;
        }
        Db::run('DELETE FROM {votes} WHERE submission = ? AND participant = ?', $submission, $participant);
        Cells::count($submission, $before['sector'], $before['value'], -1);
        Db::run(
            "UPDATE {threads} t JOIN {submissions} s ON s.seq = ? SET t.votes_count = t.votes_count - 1
             WHERE t.seq = ? AND s.state = 'published'",
            $submission,
            $thread,
        );
        People::remove($thread, $participant);
        return true;
    }

    /** Supports left in a thread with a budget. Those on submissions that are gone count no more. */
    public static function left(array $thread, int $participant): ?int
    {
        if ($thread['voting_budget'] === null) {
            return null;
        }
        $given = Db::value(
            "SELECT COUNT(*) FROM {votes} v JOIN {submissions} s ON s.seq = v.submission
             WHERE v.participant = ? AND v.thread = ? AND v.value = 'support' AND s.state = 'published'",
            $participant,
            $thread['seq'],
        );
        return Results::votesLeft($thread['voting_budget'], (int) $given);
    }

    /**
     * Supports left by the thread's id, in those that take votes now.
     *
     * @return array<string, int>
     */
    public static function leftByThread(int $participant): array
    {
        $left = [];
        foreach (Db::all('SELECT seq FROM {threads} WHERE voting_budget IS NOT NULL') as $row) {
            $thread = Threads::bySeq((int) $row['seq']);
            if (Phases::permits(Threads::phase($thread), Phases::VOTE) && !$thread['locked']) {
                $left[$thread['id']] = self::left($thread, $participant);
            }
        }
        return $left;
    }

    /**
     * A person's votes on these submissions, by number.
     *
     * @return array<int, string>
     */
    public static function mine(?int $participant, array $submissions): array
    {
        if ($participant === null || $submissions === []) {
            return [];
        }
        $holes = implode(', ', array_fill(0, count($submissions), '?'));
        $sql = "SELECT submission, value FROM {votes} WHERE participant = ? AND submission IN ($holes)";
        return array_column(Db::all($sql, $participant, ...$submissions), 'value', 'submission');
    }

    /** @param callable(array, array): ?string $change makes the vote and answers it */
    private static function inThread(string $id, array $person, callable $change): array
    {
        $thread = Submissions::find($id)['thread'];
        return Db::transaction(function () use ($id, $person, $change, $thread): array {
            $thread = Threads::held($thread);
            $found = Submissions::find($id);
            Submissions::checkOpen($found, $person['seq']);
            Threads::check($thread, Phases::VOTE);
            $vote = $change($found, $thread);
            $cells = Cells::read($found['seq']);
            Cells::rescore($found['seq'], $thread['voting_mode'], $cells);
            return [
                'thread' => $thread,
                'my_vote' => $vote,
                'cells' => $cells,
                'votes_left' => self::left($thread, $person['seq']),
            ];
        });
    }

    /** @return ?array{value: string, sector: string} */
    private static function standing(int $submission, int $participant): ?array
    {
        return Db::one(
            'SELECT value, sector FROM {votes} WHERE submission = ? AND participant = ?',
            $submission,
            $participant,
        );
    }
}
