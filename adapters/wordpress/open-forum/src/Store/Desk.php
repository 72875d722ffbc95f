<?php
declare(strict_types=1);

namespace OpenForum\Store;

use OpenForum\Rules\Search;

/** Lists for moderators' screens: newest first or, of what waits, oldest first; each by a key of its order. */
final class Desk
{
    private const COLUMNS = [
        'submission' => 's.seq, s.id, s.reference, s.title, s.body, s.language, s.state, s.pinned, s.created_at, s.author',
        'comment' => 's.seq, s.id, b.reference, b.title, s.body, s.language, s.state, 0 AS pinned, s.created_at, s.author',
    ];
    private const FROM = [
        'submission' => '{submissions} s JOIN {threads} t ON t.seq = s.thread',
        'comment' => '{comments} s JOIN {submissions} b ON b.seq = s.submission JOIN {threads} t ON t.seq = b.thread',
    ];

    /**
     * Submissions or comments; one more than `$limit`.
     *
     * @param string $view `waits`, a state, or '' for all
     * @param ?int $after the last row's place: its number, or in `waits` its number in the queue
     */
    public static function page(string $kind, string $view, string $search, ?int $after, int $limit): array
    {
        $waits = $view === 'waits';
        $join = $waits ? 'JOIN' : 'LEFT JOIN';
        [$column, $sign, $direction] = $waits ? ['q.seq', '>', 'ASC'] : ['s.seq', '<', 'DESC'];
        $where = "$column $sign ?";
        $values = [$after ?? ($waits ? 0 : PHP_INT_MAX)];
        if (!$waits && $view !== '') {
            $where .= ' AND s.state = ?';
            $values[] = $view;
        }
        foreach ($kind === 'submission' ? Search::words($search) : array_filter([trim($search)]) as $word) {
            $where .= $kind === 'submission' ? ' AND s.folded LIKE ?' : ' AND s.body LIKE ?';
            $values[] = Db::within($word);
        }
        $rows = Db::all(
            'SELECT ' . self::COLUMNS[$kind] . ", p.name AS author_name, t.title AS thread_title, t.anonymous,
               q.kind AS queue_kind, q.seq AS queue_seq
             FROM " . self::FROM[$kind] . " JOIN {participants} p ON p.seq = s.author
             $join {queue} q ON q.target_kind = ? AND q.target = s.seq
             WHERE $where ORDER BY $column $direction LIMIT ?",
            $kind,
            ...[...$values, $limit + 1],
        );
        $flags = self::flags($kind, array_map('intval', array_column($rows, 'seq')));
        return array_map(fn (array $row): array => ['flags' => $flags[$row['seq']] ?? 0] + $row, $rows);
    }

    /** @return array<string, int> how many there are, by state, and how many wait */
    public static function counts(string $kind): array
    {
        $table = $kind === 'submission' ? 'submissions' : 'comments';
        $counts = array_column(Db::all("SELECT state, COUNT(*) AS n FROM {{$table}} GROUP BY state"), 'n', 'state');
        $waits = Db::value('SELECT COUNT(*) FROM {queue} WHERE target_kind = ?', $kind);
        return array_map('intval', $counts + ['waits' => $waits]);
    }

    /** @return array<int, int> reports that were not found wrong, by thing */
    private static function flags(string $kind, array $seqs): array
    {
        if ($seqs === []) {
            return [];
        }
        $holes = implode(', ', array_fill(0, count($seqs), '?'));
        $rows = Db::all(
            "SELECT target, COUNT(*) AS n FROM {flags} WHERE target_kind = ? AND target IN ($holes)
               AND (outcome IS NULL OR outcome <> 'wrong') GROUP BY target",
            $kind,
            ...$seqs,
        );
        return array_map('intval', array_column($rows, 'n', 'target'));
    }
}
