<?php
declare(strict_types=1);

namespace OpenForum\Store;

use OpenForum\Problem;
use OpenForum\Rules\Phases;
use OpenForum\Rules\Search;
use OpenForum\Sources;

/**
 * Editing a submission, and edits that wait for a moderator. Where texts are
 * read before they are published, an edit of a published submission waits
 * beside it: everybody reads what was published, its author what they wrote.
 */
final class Edits
{
    private const TEXT = ['kind', 'title', 'body', 'theme', 'groups', 'links'];

    /** Changes a submission by its author; `$expected` is the version that was read, null is any. */
    public static function change(string $id, array $person, array $patch, ?int $expected, bool $isModerator): array
    {
        $thread = Submissions::find($id)['thread'];
        return Db::transaction(function () use ($id, $person, $patch, $expected, $isModerator, $thread): array {
            $thread = Threads::held($thread);
            $found = Submissions::find($id);
            Submissions::checkVisible($found, $person['seq']);
            if ($found['author'] !== $person['seq']) {
                throw new Problem('not-allowed', 'Only its author may do this.');
            }
            // What was never published has no votes that an edit could betray.
            Threads::check($thread, $found['state'] === 'pending' ? Phases::COMMENT : Phases::EDIT);
            $old = Submissions::one($found['seq'], $person['seq']);
            if ($expected !== null && $expected !== $old['version']) {
                throw new Problem('stale', 'It was changed since you read it. Read it again.');
            }
            $new = self::changed($old, $patch);
            if ($new === $old) {
                return ['thread' => $thread, 'submission' => $old];
            }
            $new['version']++;
            $rules = Submitting::heldBy($thread, $person, $isModerator);
            $isPublished = $found['state'] === 'published';
            if ($isPublished && $rules !== []) {
                self::keep($new);
            } else {
                Db::run('DELETE FROM {waiting_edits} WHERE submission = ?', $found['seq']);
                self::apply($new, Sources::now());
            }
            $held = Queue::of('submission', $found['seq']);
            // What was not read yet is simply another text of the same row.
            $kind = $found['state'] === 'pending' && $held !== null ? $held['kind'] : 'edited';
            Queue::put('submission', $found['seq'], $thread['seq'], $kind, $isPublished ? $rules : []);
            return ['thread' => $thread, 'submission' => Submissions::one($found['seq'], $person['seq'])];
        });
    }

    /** Puts the edit that waits, if one does, over the text of a row: what its author and moderators read. */
    public static function overlay(array $row): array
    {
        $edit = Db::one('SELECT * FROM {waiting_edits} WHERE submission = ?', $row['seq']);
        return $edit === null ? $row : [
            'version' => (int) $edit['version'],
            'kind' => $edit['kind'],
            'title' => $edit['title'],
            'body' => $edit['body'],
            'theme' => $edit['theme'],
            'groups' => Json::read($edit['group_ids']),
            'links' => Json::read($edit['links']),
            'edited_at' => (int) $edit['at'],
            'state_reason' => Submissions::EDIT_WAITS,
        ] + $row;
    }

    /** The version of the edit that waits, if one does. */
    public static function waitingVersion(int $submission): ?int
    {
        $version = Db::value('SELECT version FROM {waiting_edits} WHERE submission = ?', $submission);
        return $version === null ? null : (int) $version;
    }

    /** Publishes the edit that waits, if one does. */
    public static function publish(int $submission): void
    {
        $row = Submissions::one($submission, null);
        $edited = self::overlay($row);
        if ($edited !== $row) {
            self::apply($edited, $edited['edited_at']);
            self::drop($submission);
        }
    }

    /** Drops the edit that waits. */
    public static function drop(int $submission): void
    {
        Db::run('DELETE FROM {waiting_edits} WHERE submission = ?', $submission);
    }

    /**
     * The version beside which an edited submission is read: the published one
     * where the edit waits, otherwise the last that moderators decided about,
     * or the first. Null where nothing was changed since.
     */
    public static function previous(int $submission): ?array
    {
        $history = array_column(Submissions::history($submission), null, 'version');
        if (self::waitingVersion($submission) !== null) {
            return end($history) ?: null;
        }
        $read = Db::value(
            "SELECT MAX(version) FROM {decisions}
             WHERE target_kind = 'submission' AND target = ? AND undone_at IS NULL AND decided_by <> 'rule'
               AND action IN ('approve', 'reject', 'request_edit', 'hide', 'restore')",
            $submission,
        );
        array_pop($history);
        return $history[(int) ($read ?? 1)] ?? null;
    }

    private static function changed(array $old, array $patch): array
    {
        $given = array_intersect_key($patch, array_flip(self::TEXT));
        if (($given['theme'] ?? null) === '') {
            $given['theme'] = null;
        }
        if (isset($given['links'])) {
            $given['links'] = Submitting::links($given['links']);
        }
        // In the order of the row: what is not changed is then the same.
        return array_replace($old, $given);
    }

    /** Puts a text in the place of the present one, which becomes a version. */
    private static function apply(array $new, int $at): void
    {
        Db::run(
            'INSERT INTO {revisions} (submission, version, kind, title, body, theme, group_ids, links, at)
             SELECT seq, version, kind, title, body, theme, group_ids, links, COALESCE(edited_at, created_at)
             FROM {submissions} WHERE seq = ?',
            $new['seq'],
        );
        Db::run(
            'UPDATE {submissions} SET kind = ?, title = ?, body = ?, theme = ?, group_ids = ?, links = ?, version = ?,
               folded = ?, edited_at = ? WHERE seq = ?',
            $new['kind'],
            $new['title'],
            $new['body'],
            $new['theme'],
            Json::of($new['groups']),
            Json::of($new['links']),
            $new['version'],
            Search::folded($new['reference'], $new['title'], $new['body']),
            $at,
            $new['seq'],
        );
        Submitting::setGroups($new['seq'], $new['groups']);
    }

    /** Keeps a text beside the present one until a moderator has read it. */
    private static function keep(array $new): void
    {
        Db::run(
            'REPLACE INTO {waiting_edits} (submission, version, kind, title, body, theme, group_ids, links, at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
            $new['seq'],
            $new['version'],
            $new['kind'],
            $new['title'],
            $new['body'],
            $new['theme'],
            Json::of($new['groups']),
            Json::of($new['links']),
            Sources::now(),
        );
    }
}
