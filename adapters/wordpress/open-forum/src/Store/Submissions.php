<?php
declare(strict_types=1);

namespace OpenForum\Store;

use OpenForum\Problem;

/** Reading submissions. */
final class Submissions
{
    /** Why a published submission shows its author another text than everybody else: their edit waits. */
    public const EDIT_WAITS = 'edit_waits';

    /** What a row says about who may do what: numbers of it, its thread and its author, state and version. */
    public static function find(string $id): array
    {
        return self::found('id', $id);
    }

    public static function bySeq(int $seq): array
    {
        return self::found('seq', $seq);
    }

    /** Refuses what this person may not see; moderators and officials see all but what was taken back. */
    public static function checkVisible(array $found, ?int $viewer, bool $isStaff = false): void
    {
        if ($found['state'] === 'withdrawn') {
            throw new Problem('withdrawn');
        }
        if ($found['state'] !== 'published' && !$isStaff && $viewer !== $found['author']) {
            throw new Problem('not-found');
        }
    }

    /** Refuses what takes no votes, comments or reports. */
    public static function checkOpen(array $found, ?int $viewer): void
    {
        self::checkVisible($found, $viewer);
        if ($found['state'] !== 'published') {
            throw new Problem('conflict', 'This is not published, so it takes no votes, comments or reports.');
        }
    }

    /**
     * Whole rows by their numbers, in the order given, as one reader sees them.
     *
     * @param list<int> $seqs
     */
    public static function load(array $seqs, ?int $viewer, bool $isStaff = false): array
    {
        if ($seqs === []) {
            return [];
        }
        $holes = implode(', ', array_fill(0, count($seqs), '?'));
        $rows = Db::all(
            'SELECT s.*, ' . Participants::AUTHOR . ", t.id AS thread_id, t.anonymous
             FROM {submissions} s
             JOIN {participants} p ON p.seq = s.author
             JOIN {threads} t ON t.seq = s.thread
             WHERE s.seq IN ($holes)",
            ...$seqs,
        );
        $cells = Cells::ofMany($seqs);
        $votes = Votes::mine($viewer, $seqs);
        $loaded = [];
        foreach ($rows as $raw) {
            $row = self::row($raw);
            $row['mine'] = $viewer !== null && (int) $raw['author'] === $viewer;
            $row['cells'] = $cells[$row['seq']] ?? [];
            $row['my_vote'] = $votes[$row['seq']] ?? null;
            $row['verdict'] = null;
            if ($row['mine'] || $isStaff) {
                $row = Edits::overlay($row);
                $row['verdict'] = Decisions::standing('submission', $row['seq']);
            }
            $loaded[$row['seq']] = $row;
        }
        return array_values(array_intersect_key(array_replace(array_flip($seqs), $loaded), $loaded));
    }

    /** One whole row. */
    public static function one(int $seq, ?int $viewer, bool $isStaff = false): array
    {
        return self::load([$seq], $viewer, $isStaff)[0] ?? throw new Problem('not-found');
    }

    /** All versions, oldest first; the last is the present one. */
    public static function history(int $seq): array
    {
        $columns = 'version, title, body, theme, group_ids, links';
        $rows = Db::all("SELECT $columns, at FROM {revisions} WHERE submission = ? ORDER BY version", $seq);
        $present = Db::all(
            "SELECT $columns, COALESCE(edited_at, created_at) AS at FROM {submissions} WHERE seq = ?",
            $seq,
        );
        return array_map([self::class, 'revision'], [...$rows, ...$present]);
    }

    /** A version with the types of its columns. */
    public static function revision(array $row): array
    {
        return [
            'version' => (int) $row['version'],
            'title' => $row['title'],
            'body' => $row['body'],
            'theme' => $row['theme'],
            'groups' => Json::read($row['group_ids']),
            'links' => Json::read($row['links']),
            'at' => (int) $row['at'],
        ];
    }

    private static function found(string $column, int|string $value): array
    {
        $row = Db::one(
            "SELECT seq, id, thread, author, state, version, title, reference, language
             FROM {submissions} WHERE $column = ?",
            $value,
        );
        if ($row === null) {
            throw new Problem('not-found');
        }
        foreach (['seq', 'thread', 'author', 'version'] as $name) {
            $row[$name] = (int) $row[$name];
        }
        return $row;
    }

    private static function row(array $raw): array
    {
        $author = Participants::author($raw);
        return [
            'seq' => (int) $raw['seq'],
            'id' => $raw['id'],
            'reference' => $raw['reference'],
            'thread_id' => $raw['thread_id'],
            'kind' => $raw['kind'],
            'title' => $raw['title'],
            'body' => $raw['body'],
            'language' => $raw['language'],
            'theme' => $raw['theme'],
            'groups' => Json::read($raw['group_ids']),
            'links' => Json::read($raw['links']),
            'author' => $raw['anonymous'] ? Participants::masked($author) : $author,
            'status' => $raw['status'],
            'state' => $raw['state'],
            'state_reason' => $raw['state_reason'],
            'version' => (int) $raw['version'],
            'comments_count' => (int) $raw['comments_count'],
            'pinned' => (bool) $raw['pinned'],
            'created_at' => (int) $raw['created_at'],
            'edited_at' => $raw['edited_at'] === null ? null : (int) $raw['edited_at'],
        ];
    }
}
