<?php
declare(strict_types=1);

namespace OpenForum\Rules;

/** What a thread promised to the people in it: what was said can become stricter, never looser. */
final class Promise
{
    private const LEVELS = ['inform', 'consult', 'involve', 'collaborate', 'empower'];
    private const RESULTS = ['always', 'after_vote', 'after_close'];

    /**
     * The promise that a change of a thread would break, as a sentence to
     * whoever wants it, or null.
     *
     * `$before` and `$after` are rows of threads; `$soFar` says whether it has
     * `begun`, has `ended`, whether somebody has `voted`, and the most supports
     * that one person has given (`most_given`).
     */
    public static function broken(array $before, array $after, array $soFar, int $now): ?string
    {
        if ($before['anonymous'] && !$after['anonymous']) {
            return "Nobody's name is shown in this thread; that holds for good.";
        }
        if (self::place(self::RESULTS, $after['voting_results']) < self::place(self::RESULTS, $before['voting_results'])) {
            return 'Results may be hidden for longer than was promised, and not for less.';
        }
        if ($soFar['voted'] && $before['voting_mode'] !== $after['voting_mode']) {
            return 'People have voted: the mode of voting holds.';
        }
        $budget = $after['voting_budget'];
        $isLower = $budget !== null && ($before['voting_budget'] === null || $budget < $before['voting_budget']);
        if ($isLower && $budget < $soFar['most_given']) {
            return 'Somebody has given more supports than that already.';
        }
        if (!$soFar['begun']) {
            return null;
        }
        if (self::place(self::LEVELS, $after['promise']) < self::place(self::LEVELS, $before['promise'])) {
            return 'People may be promised more than they were, and not less.';
        }
        if ($before['voting_results'] !== 'always' && !$soFar['ended'] && self::endsEarlier($before, $after, $now)) {
            return 'Results were promised to be hidden until the end: it may come later, and not earlier.';
        }
        return null;
    }

    private static function endsEarlier(array $before, array $after, int $now): bool
    {
        if ($after['closes_at'] === null) {
            return false;
        }
        return $before['closes_at'] === null ? $after['closes_at'] <= $now : $after['closes_at'] < $before['closes_at'];
    }

    private static function place(array $words, string $word): int
    {
        return (int) array_search($word, $words, true);
    }
}
