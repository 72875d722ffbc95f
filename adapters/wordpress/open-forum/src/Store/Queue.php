<?php
declare(strict_types=1);

namespace OpenForum\Store;

use OpenForum\Rules\Decisions as Rules;
use OpenForum\Rules\Ranking;
use OpenForum\Sources;

/** What waits for moderators: the one place where things come into the queue and go out of it. */
final class Queue
{
    /**
     * Puts something into the queue. What waits already keeps its place and
     * waits for the weightier reason of both.
     *
     * @param list<string> $rules that hold it or were met by it
     */
    public static function put(
        string $targetKind,
        int $target,
        int $thread,
        string $kind,
        array $rules,
        ?float $harm = null,
        ?int $since = null,
    ): void {
        $since ??= Sources::now();
        $held = self::of($targetKind, $target);
        if ($held !== null) {
            $kind = Rules::rank($kind) >= Rules::rank($held['kind']) ? $kind : $held['kind'];
            $since = min($since, $held['since']);
            $harm ??= $held['harm'];
            $rules = [...array_diff($held['rules'], $rules), ...$rules];
        }
        Db::run(
            'INSERT INTO {queue} (target_kind, target, thread, kind, since, harm, rules) VALUES (?, ?, ?, ?, ?, ?, ?)
             ON DUPLICATE KEY UPDATE kind = VALUES(kind), since = VALUES(since), harm = VALUES(harm), rules = VALUES(rules)',
            $targetKind,
            $target,
            $thread,
            $kind,
            $since,
            (int) round(($harm ?? 0.0) * Ranking::SCALE),
            Json::of(array_values($rules)),
        );
    }

    /** Why something waits, or null. */
    public static function of(string $targetKind, int $target): ?array
    {
        $row = Db::one('SELECT * FROM {queue} WHERE target_kind = ? AND target = ?', $targetKind, $target);
        return $row === null ? null : self::row($row);
    }

    /** Lets something wait no more; answers why it waited. */
    public static function clear(string $targetKind, int $target): ?array
    {
        $held = self::of($targetKind, $target);
        if ($held !== null) {
            Db::run('DELETE FROM {queue} WHERE target_kind = ? AND target = ?', $targetKind, $target);
        }
        return $held;
    }

    /** What waits longest first, after a place; one more than `$limit`. */
    public static function page(?array $after, int $limit, ?string $kind, ?int $thread): array
    {
        $where = 'since >= ? AND (since > ? OR seq > ?)';
        $values = $after === null ? [0, -1, 0] : [$after['key'], $after['key'], $after['seq']];
        foreach (['kind' => $kind, 'thread' => $thread] as $column => $value) {
            if ($value !== null) {
                $where .= " AND $column = ?";
                $values[] = $value;
            }
        }
        $rows = Db::all("SELECT * FROM {queue} WHERE $where ORDER BY since, seq LIMIT ?", ...[...$values, $limit + 1]);
        return array_map([self::class, 'row'], $rows);
    }

    /** @return array<string, int> how much waits, by kind */
    public static function counts(): array
    {
        $counts = array_column(Db::all('SELECT kind, COUNT(*) AS n FROM {queue} GROUP BY kind'), 'n', 'kind');
        return array_map('intval', $counts) + ['new' => 0, 'flagged' => 0, 'edited' => 0];
    }

    /**
     * People who commented a submission or, where everybody sees the tallies
     * from the beginning, voted on it: elsewhere their number would tell a
     * moderator how many have voted. A comment reaches those whom its
     * submission reaches.
     */
    public static function reach(?int $submission, array $thread): int
    {
        if ($submission === null) {
            return 0;
        }
        $people = "SELECT author FROM {comments} WHERE submission = ? AND state = 'published'";
        $values = [$submission];
        if ($thread['voting_results'] === 'always') {
            $people .= ' UNION SELECT participant FROM {votes} WHERE submission = ?';
            $values[] = $submission;
        }
        return (int) Db::value("SELECT COUNT(*) FROM ($people) people", ...$values);
    }

    private static function row(array $row): array
    {
        return [
            'seq' => (int) $row['seq'],
            'target_kind' => $row['target_kind'],
            'target' => (int) $row['target'],
            'thread' => (int) $row['thread'],
            'kind' => $row['kind'],
            'since' => (int) $row['since'],
            'harm' => (int) $row['harm'] / Ranking::SCALE,
            'rules' => Json::read($row['rules']),
        ];
    }
}
