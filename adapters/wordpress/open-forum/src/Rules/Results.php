<?php
declare(strict_types=1);

namespace OpenForum\Rules;

/** Who may see results, and when. */
final class Results
{
    /** Whether a person may see the tally of one submission; `$hasVoted` on that submission. */
    public static function visible(string $rule, string $phase, bool $hasVoted): bool
    {
        return match ($rule) {
            'always' => true,
            'after_vote' => $hasVoted || Phases::hasEnded($phase),
            default => Phases::hasEnded($phase),
        };
    }

    /** Whether everybody may see all tallies: what orders need. */
    public static function areShownToAll(string $rule, string $phase): bool
    {
        return self::visible($rule, $phase, false);
    }

    /** Whether a vote is of a thread's mode. */
    public static function isOfMode(string $mode, string $vote): bool
    {
        return $mode === 'support' ? $vote === 'support' : in_array($vote, ['agree', 'disagree', 'pass'], true);
    }

    /** Supports left in a thread with a budget. */
    public static function votesLeft(?int $budget, int $given): ?int
    {
        return $budget === null ? null : max(0, $budget - $given);
    }
}
