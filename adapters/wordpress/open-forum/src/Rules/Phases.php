<?php
declare(strict_types=1);

namespace OpenForum\Rules;

/** Where a thread stands in time, and what people may do there. Moments are milliseconds since 1970, UTC. */
final class Phases
{
    /** What a person wants to do. Reading, reporting and withdrawing one's own words are in no phase forbidden. */
    public const SUBMIT = 'submit';
    public const EDIT = 'edit';
    public const VOTE = 'vote';
    public const COMMENT = 'comment';

    /** What each phase takes, apart from a lock, which stops all. */
    private const TAKES = [
        'upcoming' => [],
        'collecting' => [self::SUBMIT, self::EDIT, self::COMMENT],
        'voting' => [self::VOTE, self::COMMENT],
        'open' => [self::SUBMIT, self::EDIT, self::VOTE, self::COMMENT],
        'closed' => [],
    ];

    /** The phase at a moment. (`answered` is none of them: this backend keeps no answers.) */
    public static function phase(?int $opens, ?int $voting, ?int $closes, int $now): string
    {
        if ($closes !== null && $now >= $closes) {
            return 'closed';
        }
        if ($opens !== null && $now < $opens) {
            return 'upcoming';
        }
        if ($voting === null) {
            return 'open';
        }
        return $now < $voting ? 'collecting' : 'voting';
    }

    /** Whether a phase takes an action (apart from a lock). */
    public static function permits(string $phase, string $action): bool
    {
        return in_array($action, self::TAKES[$phase] ?? [], true);
    }

    /** Whether a thread in this phase has come to its end. */
    public static function hasEnded(string $phase): bool
    {
        return $phase === 'closed';
    }
}
