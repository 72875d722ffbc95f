<?php
declare(strict_types=1);

namespace OpenForum\Rules;

/**
 * Tallies: what votes add up to, and which part of it may be published.
 *
 * A sector's cell with fewer than five voters is not published. The totals
 * are, so one hidden cell would follow by subtraction; then more cells are
 * hidden with it. With k cells hidden for their size and r voters in them they
 * are safe among themselves where k is 2 or more, r is at least five, and r is
 * less than k times the largest hidden size; otherwise the smallest published
 * cell is hidden too, and all that are equal to it where hidden cells could not
 * have swapped a voter among themselves. `broad` is computed from published
 * cells alone. (The same rule, with its proof by enumeration, as in the
 * project's crate `rules`.)
 *
 * A cell is `['agree' => n, 'disagree' => n, 'pass' => n, 'support' => n]`.
 */
final class Tally
{
    public const CELL_MIN = 5;
    public const EMPTY = ['agree' => 0, 'disagree' => 0, 'pass' => 0, 'support' => 0];

    /**
     * The tally to publish.
     *
     * @param list<string> $sectors those of the forum
     * @param array<string, array<string, int>> $cells votes by sector; '' is of people who named none
     */
    public static function of(array $sectors, array $cells): array
    {
        $bySector = array_fill_keys($sectors, self::EMPTY);
        $all = self::EMPTY;
        foreach ($cells as $sector => $votes) {
            $all = self::add($all, $votes);
            if (isset($bySector[$sector])) {
                $bySector[$sector] = self::add($bySector[$sector], $votes);
            }
        }
        $bySector = self::suppress($bySector);
        ksort($bySector, SORT_STRING);
        return $all + [
            'participants' => array_sum($all),
            'by_sector' => $bySector,
            'broad' => self::broad(array_filter($bySector)),
            'organisations' => self::EMPTY,
        ];
    }

    /** The votes of all cells together. */
    public static function sum(array $cells): array
    {
        return array_reduce($cells, [self::class, 'add'], self::EMPTY);
    }

    /**
     * How broad an agreement is across sectors, from 0 to 1, or null with
     * fewer than two of at least five votes: the geometric mean of
     * `e = (a + 0.5)/(n + 1) * (1 - (d + 0.5)/(n + 1))`.
     */
    public static function broad(array $cells): ?float
    {
        $count = 0;
        $product = 1.0;
        foreach ($cells as $votes) {
            $n = array_sum($votes);
            if ($n < self::CELL_MIN) {
                continue;
            }
            // A vote is agree or support, by the thread's mode; never both.
            $for = ($votes['agree'] + $votes['support'] + 0.5) / ($n + 1.0);
            $product *= $for * (1.0 - ($votes['disagree'] + 0.5) / ($n + 1.0));
            $count++;
        }
        return $count < 2 ? null : $product ** (1.0 / $count);
    }

    private static function add(array $sum, array $votes): array
    {
        foreach (self::EMPTY as $value => $_) {
            $sum[$value] += $votes[$value] ?? 0;
        }
        return $sum;
    }

    /** Hides what must not be published, as null. */
    private static function suppress(array $cells): array
    {
        // In the order of the sectors' ids, so that of two equal cells the same one covers.
        ksort($cells, SORT_STRING);
        $sizes = array_map('array_sum', $cells);
        $small = array_filter($sizes, fn (int $size): bool => $size < self::CELL_MIN);
        $voters = array_sum($small);
        $canSwap = count($small) >= 2 && $voters < count($small) * (self::CELL_MIN - 1);
        $isSafe = $voters === 0 || ($canSwap && $voters >= self::CELL_MIN);
        $large = array_diff_key($sizes, $small);
        $cover = $isSafe || $large === [] ? null : min($large);
        $more = $canSwap ? 1 : PHP_INT_MAX;
        foreach ($sizes as $sector => $size) {
            $covers = $more > 0 && $cover === $size;
            $more -= (int) $covers;
            if ($size < self::CELL_MIN || $covers) {
                $cells[$sector] = null;
            }
        }
        return $cells;
    }
}
