<?php
declare(strict_types=1);

namespace OpenForum\Store;

use OpenForum\Problem;

/** What decisions and the queue are about: a submission, a comment or a thread, as far as moderators need it. */
final class Things
{
    private const SELECT = [
        'submission' => 'SELECT t.seq, t.id, t.thread, t.author, t.title, t.reference, t.state, t.state_reason,
            t.version, t.pinned, 0 AS locked, t.seq AS submission FROM {submissions} t',
        'comment' => 'SELECT t.seq, t.id, s.thread, t.author, LEFT(t.body, 80) AS title, NULL AS reference, t.state,
            NULL AS state_reason, NULL AS version, 0 AS pinned, 0 AS locked, t.submission
            FROM {comments} t JOIN {submissions} s ON s.seq = t.submission',
        'thread' => 'SELECT t.seq, t.id, t.seq AS thread, NULL AS author, t.title, NULL AS reference, NULL AS state,
            NULL AS state_reason, t.version, t.pinned, t.locked, NULL AS submission FROM {threads} t',
    ];

    public static function find(string $kind, string $id): array
    {
        return self::read($kind, 'id', $id);
    }

    public static function bySeq(string $kind, int $seq): array
    {
        return self::read($kind, 'seq', $seq);
    }

    private static function read(string $kind, string $column, int|string $value): array
    {
        $select = self::SELECT[$kind] ?? throw new Problem('not-found');
        $row = Db::one("$select WHERE t.$column = ?", $value);
        if ($row === null) {
            throw new Problem('not-found');
        }
        foreach (['seq', 'thread', 'author', 'version', 'submission'] as $name) {
            $row[$name] = $row[$name] === null ? null : (int) $row[$name];
        }
        return ['kind' => $kind, 'pinned' => (bool) $row['pinned'], 'locked' => (bool) $row['locked']] + $row;
    }
}
