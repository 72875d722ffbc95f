<?php
declare(strict_types=1);

namespace OpenForum\Rules;

/**
 * What reports weigh, and when they hide something until a moderator looks: a
 * report counts by how often its sender was right before, and weight alone
 * hides nothing, because the reports must come from at least two sectors.
 */
final class Reports
{
    public const REASONS = ['spam', 'offensive', 'off_topic', 'duplicate', 'personal_data', 'illegal', 'other'];
    /** The sum of weights at which reports hide something: of new accounts, four. */
    public const THRESHOLD = 2.0;
    /** The rule's stable name in decisions, the queue and the log. */
    public const RULE = 'flags';
    /** Texts that a forum must have published before their author is a newcomer no more. */
    public const NEWCOMER_UNTIL = 2;

    private const SEVERITY = [
        'illegal' => 1.0, 'personal_data' => 0.9, 'offensive' => 0.7, 'spam' => 0.5,
        'other' => 0.4, 'off_topic' => 0.3, 'duplicate' => 0.1,
    ];

    /** The weight of a person's reports by how many were found right and wrong (rule of succession). */
    public static function weight(int $right, int $wrong): float
    {
        return ($right + 1.0) / ($right + $wrong + 2.0);
    }

    /**
     * How much harm reports tell of, from 0 towards 1.
     *
     * @param list<array{reason: string, weight: float, sector: ?string}> $reports
     */
    public static function harm(array $reports): float
    {
        $sum = 0.0;
        foreach ($reports as $one) {
            $sum += $one['weight'] * self::SEVERITY[$one['reason']];
        }
        return $sum / (1.0 + $sum);
    }

    /** Whether these reports, at which no moderator has looked yet, hide what they are about until one does. */
    public static function hide(array $reports): bool
    {
        $sectors = array_unique(array_filter(array_column($reports, 'sector')));
        // Sums of halves and thirds must not miss the threshold by their last bit.
        return array_sum(array_column($reports, 'weight')) >= self::THRESHOLD - 1e-9 && count($sectors) > 1;
    }
}
