<?php
declare(strict_types=1);

namespace OpenForum\Store;

use OpenForum\Problem;
use OpenForum\Rules\Decisions as Rules;
use OpenForum\Sources;

/** Decisions, by moderators and by rules: the one place where the state of what people wrote changes. */
final class Decisions
{
    private const SELECT = 'SELECT d.* FROM {decisions} d';

    /**
     * A moderator's checked decision about something (`target`, `action`,
     * `reason`, `note`, `message`, `version`); answers its number.
     */
    public static function make(array $draft, array $moderator): int
    {
        $thing = Things::find($draft['target']['kind'], $draft['target']['id']);
        return Db::transaction(function () use ($draft, $moderator, $thing): int {
            Threads::held($thing['thread']);
            return self::decide(Things::bySeq($thing['kind'], $thing['seq']), $draft, $moderator);
        });
    }

    /** Decides about a thing whose thread is held; by a moderator, or by a rule. */
    public static function decide(array $thing, array $new, ?array $moderator, ?string $rule = null): int
    {
        self::checkOwn($thing, $moderator);
        $edit = $thing['kind'] === 'submission' ? Edits::waitingVersion($thing['seq']) : null;
        $current = $edit ?? $thing['version'];
        if (isset($new['version']) && $current !== null && $new['version'] !== $current) {
            throw new Problem('stale', 'It was changed since you read it. Read it again.');
        }
        $action = $new['action'];
        if (!Rules::isFor($action, $thing['kind'])) {
            throw new Problem('wrong-state', 'This cannot be decided about such a thing.');
        }
        $held = Queue::of($thing['kind'], $thing['seq']);
        $before = self::snapshot($thing);
        // What is refused is the edit; what was published stays.
        $refusesEdit = $edit !== null && $thing['state'] === 'published' && $action === 'reject';
        $after = $refusesEdit ? $before : self::after($before, $action, $new['reason'] ?? null, $held !== null);
        $settles = Rules::settles($action) && $rule === null;
        $was = ['before' => $before, 'after' => $after, 'queue' => $settles ? $held : null, 'edit' => $settles && $edit !== null];
        self::apply($thing, $before, $after);
        if ($settles) {
            Queue::clear($thing['kind'], $thing['seq']);
        }
        $seq = Db::insert('decisions', [
            'id' => Sources::id(),
            'target_kind' => $thing['kind'],
            'target' => $thing['seq'],
            'action' => $action,
            'reason' => $new['reason'] ?? null,
            'note' => $new['note'] ?? '',
            'message' => $new['message'] ?? '',
            'decided_by' => $rule === null ? 'moderator' : 'rule',
            'rule' => $rule,
            'moderator' => $moderator['seq'] ?? null,
            'at' => Sources::now(),
            'version' => $action === 'approve' ? $current : $thing['version'],
            'was' => Json::of($was),
        ]);
        if ($settles) {
            Flags::judge($thing['kind'], $thing['seq'], $seq, $after['state'] !== 'published');
            self::settleEdit($thing, $action, $after);
        }
        return $seq;
    }

    /** Takes a decision back, while nothing later was decided about the same thing. The record stays. */
    public static function undo(string $id, array $moderator): int
    {
        $made = Db::one('SELECT * FROM {decisions} WHERE id = ?', $id) ?? throw new Problem('not-found');
        [$seq, $kind, $target] = [(int) $made['seq'], $made['target_kind'], (int) $made['target']];
        $thread = Things::bySeq($kind, $target)['thread'];
        return Db::transaction(function () use ($seq, $kind, $target, $moderator, $thread): int {
            Threads::held($thread);
            $made = Db::one('SELECT * FROM {decisions} WHERE seq = ?', $seq);
            $thing = Things::bySeq($kind, $target);
            self::checkOwn($thing, $moderator);
            $was = Json::read($made['was']);
            self::checkUndo($made, $thing, $was);
            self::apply($thing, $was['after'], $was['before']);
            Flags::unjudge($seq);
            if ($was['queue'] !== null) {
                $held = $was['queue'];
                Queue::put($kind, $target, $thread, $held['kind'], $held['rules'], (float) $held['harm'], $held['since']);
            }
            Db::run(
                'UPDATE {decisions} SET undone_by = ?, undone_at = ? WHERE seq = ?',
                $moderator['seq'],
                Sources::now(),
                $seq,
            );
            return $seq;
        });
    }

    /** What was last decided about a thing and stands, beside its place in lists. */
    public static function standing(string $kind, int $target): ?array
    {
        $row = Db::one(
            self::SELECT . " WHERE d.target_kind = ? AND d.target = ? AND d.undone_at IS NULL
             AND d.action NOT IN ('pin', 'unpin') ORDER BY d.seq DESC LIMIT 1",
            $kind,
            $target,
        );
        return $row === null ? null : self::row($row);
    }

    public static function one(int $seq): array
    {
        return self::row(Db::one(self::SELECT . ' WHERE d.seq = ?', $seq) ?? throw new Problem('not-found'));
    }

    /** Decisions before a place, newest first; one more than `$limit`. `$thing` and `$moderator` are optional. */
    public static function page(?int $before, int $limit, ?array $thing, ?int $moderator): array
    {
        $where = 'd.seq < ?';
        $values = [$before ?? PHP_INT_MAX];
        if ($thing !== null) {
            $where .= ' AND d.target_kind = ? AND d.target = ?';
            array_push($values, $thing['kind'], $thing['seq']);
        }
        if ($moderator !== null) {
            $where .= ' AND d.moderator = ?';
            $values[] = $moderator;
        }
        $rows = Db::all(self::SELECT . " WHERE $where ORDER BY d.seq DESC LIMIT ?", ...[...$values, $limit + 1]);
        return array_map([self::class, 'row'], $rows);
    }

    /** Nobody judges what they wrote themselves. */
    private static function checkOwn(array $thing, ?array $moderator): void
    {
        if ($thing['state'] === 'withdrawn') {
            throw new Problem('withdrawn');
        }
        if ($moderator !== null && $thing['author'] === $moderator['seq']) {
            throw new Problem('own-case');
        }
    }

    private static function checkUndo(array $made, array $thing, array $was): void
    {
        if ($made['undone_at'] !== null) {
            throw new Problem('wrong-state', 'It was taken back already.');
        }
        $later = Db::value(
            'SELECT 1 FROM {decisions} WHERE target_kind = ? AND target = ? AND seq > ? AND undone_at IS NULL LIMIT 1',
            $thing['kind'],
            $thing['seq'],
            (int) $made['seq'],
        );
        if ($later !== null) {
            throw new Problem('wrong-state', 'Something else was decided since.');
        }
        $publishes = $was['before']['state'] === 'published' && $was['after']['state'] !== 'published';
        $isSameText = $thing['version'] === ($made['version'] === null ? null : (int) $made['version']);
        if (self::snapshot($thing) !== $was['after'] || $was['edit'] || ($publishes && !$isSameText)) {
            throw new Problem('wrong-state', 'It was changed since. Decide about it as it is now.');
        }
    }

    /** Everything about a thing that a decision may change. */
    private static function snapshot(array $thing): array
    {
        return [
            'state' => $thing['state'],
            'state_reason' => $thing['state_reason'],
            'pinned' => $thing['pinned'],
            'locked' => $thing['locked'],
        ];
    }

    private static function after(array $before, string $action, ?string $reason, bool $waits): array
    {
        $after = $before;
        if ($before['state'] !== null) {
            $next = Rules::nextState($action, $before['state'], $waits);
            if (isset($next['error'])) {
                throw new Problem('wrong-state', $next['error']);
            }
            if (Rules::settles($action)) {
                $after['state'] = $next['state'];
                $after['state_reason'] = $next['state'] === 'published' ? null : $reason;
            }
        }
        $toggled = ['pin' => ['pinned', true], 'unpin' => ['pinned', false], 'lock' => ['locked', true], 'unlock' => ['locked', false]];
        if (isset($toggled[$action])) {
            [$name, $value] = $toggled[$action];
            $after[$name] = $value;
            if ($after === $before) {
                throw new Problem('wrong-state', 'It is so already.');
            }
        }
        return $after;
    }

    /** Makes a thing stand as `$to` says, from `$from`, with every counter. */
    private static function apply(array $thing, array $from, array $to): void
    {
        if ($from === $to) {
            return;
        }
        $step = (int) ($to['state'] === 'published') - (int) ($from['state'] === 'published');
        if ($thing['kind'] === 'thread') {
            Db::run(
                'UPDATE {threads} SET pinned = ?, locked = ?, version = version + 1 WHERE seq = ?',
                (int) $to['pinned'],
                (int) $to['locked'],
                $thing['seq'],
            );
        } elseif ($thing['kind'] === 'comment') {
            Db::run('UPDATE {comments} SET state = ? WHERE seq = ?', $to['state'], $thing['seq']);
            if ($step !== 0) {
                Comments::count($thing['submission'], $step);
            }
        } else {
            Db::run(
                'UPDATE {submissions} SET state = ?, state_reason = ?, pinned = ? WHERE seq = ?',
                $to['state'],
                $to['state_reason'],
                (int) $to['pinned'],
                $thing['seq'],
            );
            if ($step !== 0) {
                Submitting::count($thing['seq'], $step);
            }
        }
    }

    /** What a decision does to an edit that waits. */
    private static function settleEdit(array $thing, string $action, array $after): void
    {
        if ($thing['kind'] !== 'submission' || Edits::waitingVersion($thing['seq']) === null) {
            return;
        }
        match (true) {
            // Its author goes on from what they wrote last.
            $action === 'approve', $action === 'request_edit' => Edits::publish($thing['seq']),
            $action === 'reject' => Edits::drop($thing['seq']),
            $after['state'] === 'published' => Queue::put('submission', $thing['seq'], $thing['thread'], 'edited', []),
            default => null,
        };
    }

    private static function row(array $row): array
    {
        $person = fn (?string $seq): ?array => $seq === null ? null : Participants::bySeq((int) $seq);
        return [
            'seq' => (int) $row['seq'],
            'id' => $row['id'],
            'target_kind' => $row['target_kind'],
            'target' => (int) $row['target'],
            'action' => $row['action'],
            'reason' => $row['reason'],
            'note' => $row['note'],
            'message' => $row['message'],
            'decided_by' => $row['decided_by'],
            'rule' => $row['rule'],
            'moderator' => $person($row['moderator']),
            'at' => (int) $row['at'],
            'undone_by' => $person($row['undone_by']),
            'undone_at' => $row['undone_at'] === null ? null : (int) $row['undone_at'],
        ];
    }
}
