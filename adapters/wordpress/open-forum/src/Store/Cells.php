<?php
declare(strict_types=1);

namespace OpenForum\Store;

use OpenForum\Rules\Ranking;
use OpenForum\Rules\Tally;
use OpenForum\Settings;

/** Counters of votes by sector, and the scores that follow from them. */
final class Cells
{
    /** @return array<string, array<string, int>> by sector; '' is of people who named none */
    public static function read(int $submission): array
    {
        return self::ofMany([$submission])[$submission] ?? [];
    }

    /** @return array<int, array<string, array<string, int>>> by submission and sector */
    public static function ofMany(array $submissions): array
    {
        if ($submissions === []) {
            return [];
        }
        $holes = implode(', ', array_fill(0, count($submissions), '?'));
        $rows = Db::all(
            "SELECT submission, sector, agree, disagree, pass, support FROM {tallies} WHERE submission IN ($holes)",
            ...$submissions,
        );
        $cells = [];
        foreach ($rows as $row) {
            $votes = array_map('intval', array_intersect_key($row, Tally::EMPTY));
            if (array_sum($votes) > 0) {
                $cells[(int) $row['submission']][$row['sector']] = $votes;
            }
        }
        return $cells;
    }

    /** Adds to (or with -1 takes from) the counter of a vote, which is one of four words of the contract. */
    public static function count(int $submission, string $sector, string $value, int $by): void
    {
        if (!isset(Tally::EMPTY[$value])) {
            throw new \LogicException('not a vote');
        }
        Db::run(
            "INSERT INTO {tallies} (submission, sector, $value) VALUES (?, ?, ?)
             ON DUPLICATE KEY UPDATE $value = $value + VALUES($value)",
            $submission,
            $sector,
            $by,
        );
    }

    /** The tally to publish of these cells. */
    public static function tally(array $cells): array
    {
        return Tally::of(array_column(Settings::forum()['sectors'], 'id'), $cells);
    }

    /** Brings what lists are ordered by up to date with the counters. */
    public static function rescore(int $submission, string $mode, array $cells): void
    {
        $all = Tally::sum($cells);
        // From published cells alone, so that no order tells what is suppressed.
        Db::run(
            'UPDATE {submissions} SET support_score = ?, broad_score = ?, votes_count = ? WHERE seq = ?',
            Ranking::supportScore($mode, $all),
            Ranking::broadScore(self::tally($cells)['broad']),
            array_sum($all),
            $submission,
        );
    }

    /** Brings all scores up to date, after the sectors of the forum have changed. */
    public static function rescoreAll(): void
    {
        $last = 0;
        do {
            $rows = Db::all(
                'SELECT s.seq, t.voting_mode FROM {submissions} s JOIN {threads} t ON t.seq = s.thread
                 WHERE s.seq > ? AND s.votes_count > 0 ORDER BY s.seq LIMIT 500',
                $last,
            );
            $cells = self::ofMany(array_map('intval', array_column($rows, 'seq')));
            foreach ($rows as $row) {
                $last = (int) $row['seq'];
                self::rescore($last, $row['voting_mode'], $cells[$last] ?? []);
            }
        } while (count($rows) === 500);
    }
}
