<?php
declare(strict_types=1);

namespace OpenForum\Rules;

/** Decisions of moderators: which there are for what, and what follows from them. */
final class Decisions
{
    /** What this backend decides, by the kind of thing. */
    private const FOR_KIND = [
        'submission' => ['approve', 'reject', 'request_edit', 'hide', 'restore', 'pin', 'unpin'],
        // Nobody edits a comment, so nobody is asked to.
        'comment' => ['approve', 'reject', 'hide', 'restore'],
        'thread' => ['lock', 'unlock', 'pin', 'unpin'],
    ];

    /** Whether an action is one for this kind of thing. */
    public static function isFor(string $action, string $kind): bool
    {
        return in_array($action, self::FOR_KIND[$kind] ?? [], true);
    }

    /** Whether an action needs a reason, because its author reads it. */
    public static function needsReason(string $action): bool
    {
        return in_array($action, ['reject', 'hide', 'request_edit', 'refuse'], true);
    }

    /** Whether an action answers what waits, so that it waits no more. */
    public static function settles(string $action): bool
    {
        return in_array($action, ['approve', 'reject', 'request_edit', 'hide', 'restore'], true);
    }

    /**
     * The state of a submission or comment after an action; a sentence in
     * `error` where it does not follow. `$waits` is whether it stands in the
     * queue.
     *
     * @return array{state?: string, error?: string}
     */
    public static function nextState(string $action, string $state, bool $waits): array
    {
        if ($state === 'withdrawn') {
            return ['error' => 'Its author has taken it back.'];
        }
        $allowed = match ($action) {
            'approve' => $state === 'pending' || $waits,
            'reject' => $state === 'pending',
            'hide' => $state === 'published' || ($state === 'hidden' && $waits),
            'restore' => $state === 'hidden',
            'pin' => $state === 'published',
            default => true,
        };
        if (!$allowed) {
            return ['error' => match ($action) {
                'approve' => 'It does not wait for a decision.',
                'reject' => 'Only what waits can be rejected.',
                'hide' => 'Only what is published can be hidden.',
                'restore' => 'Only what is hidden can be restored.',
                default => 'Only what is published can be pinned or linked.',
            }];
        }
        return ['state' => match ($action) {
            'approve', 'restore' => 'published',
            'reject', 'hide' => 'hidden',
            'request_edit' => 'pending',
            default => $state,
        }];
    }

    /** Which reason to wait stands where there are several. */
    public static function rank(string $kind): int
    {
        return match ($kind) {
            'flagged' => 2,
            'edited' => 1,
            default => 0,
        };
    }
}
