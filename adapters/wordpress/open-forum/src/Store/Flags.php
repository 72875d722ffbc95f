<?php
declare(strict_types=1);

namespace OpenForum\Store;

use OpenForum\Problem;
use OpenForum\Rules\Reports;
use OpenForum\Settings;
use OpenForum\Sources;

/** Reports to moderators: once per person and thing. */
final class Flags
{
    /** Notes of reporters that are shown for each reason. */
    private const NOTES = 5;

    /** Takes a checked report about a thing of a held thread. */
    public static function create(string $kind, int $target, array $thread, array $person, array $draft): array
    {
        $flag = [
            'id' => Sources::id(),
            'reason' => $draft['reason'],
            'note' => $draft['note'] ?? '',
            'created_at' => Sources::now(),
        ];
        try {
            $thing = ['target_kind' => $kind, 'target' => $target, 'participant' => $person['seq']];
            Db::insert('flags', $flag + $thing);
        } catch (DbError $error) {
            if ($error->getCode() === Db::DUPLICATE) {
                throw new Problem('conflict', 'You have reported this already.');
            }
            throw $error;
        }
        self::weigh($kind, $target, $thread['seq']);
        return $flag;
    }

    /** Lets what is reported wait for a moderator, and hides it until then where the reports weigh enough. */
    private static function weigh(string $kind, int $target, int $thread): void
    {
        $reports = self::open($kind, $target);
        $thing = Things::bySeq($kind, $target);
        $hides = Reports::hide($reports) && $thing['state'] === 'published';
        Queue::put($kind, $target, $thread, 'flagged', $hides ? [Reports::RULE] : [], Reports::harm($reports));
        if (!$hides) {
            return;
        }
        $weights = array_fill_keys(Reports::REASONS, 0.0);
        foreach ($reports as $report) {
            $weights[$report['reason']] += $report['weight'];
        }
        arsort($weights);
        $reason = (string) array_key_first($weights);
        $known = array_column(Settings::forum()['reasons'], 'actions', 'id');
        Decisions::decide($thing, [
            'action' => 'hide',
            'reason' => in_array('hide', $known[$reason] ?? [], true) ? $reason : null,
        ], null, Reports::RULE);
    }

    /** Reports that nobody has looked at. */
    private static function open(string $kind, int $target): array
    {
        $rows = Db::all(
            'SELECT f.reason, p.sector, COALESCE(r.right_count, 0) AS rights, COALESCE(r.wrong_count, 0) AS wrongs
             FROM {flags} f JOIN {participants} p ON p.seq = f.participant
             LEFT JOIN {reporters} r ON r.participant = f.participant
             WHERE f.target_kind = ? AND f.target = ? AND f.outcome IS NULL',
            $kind,
            $target,
        );
        return array_map(fn (array $row): array => [
            'reason' => $row['reason'],
            'sector' => $row['sector'],
            'weight' => Reports::weight((int) $row['rights'], (int) $row['wrongs']),
        ], $rows);
    }

    /** Notes what a decision found the open reports about a thing to be; they weigh no more. */
    public static function judge(string $kind, int $target, int $decision, bool $right): void
    {
        $open = Db::all(
            'SELECT seq, participant FROM {flags} WHERE target_kind = ? AND target = ? AND outcome IS NULL',
            $kind,
            $target,
        );
        foreach ($open as $flag) {
            Db::run(
                'UPDATE {flags} SET outcome = ?, decision = ? WHERE seq = ?',
                $right ? 'right' : 'wrong',
                $decision,
                (int) $flag['seq'],
            );
            self::count((int) $flag['participant'], $right, 1);
        }
    }

    /** Takes back what a decision found reports to be. */
    public static function unjudge(int $decision): void
    {
        foreach (Db::all('SELECT participant, outcome FROM {flags} WHERE decision = ?', $decision) as $flag) {
            self::count((int) $flag['participant'], $flag['outcome'] === 'right', -1);
        }
        Db::run('UPDATE {flags} SET outcome = NULL, decision = NULL WHERE decision = ?', $decision);
    }

    /** Reports of a thing by reason, the most frequent first, without those that moderators found wrong. */
    public static function summaries(string $kind, int $target): array
    {
        $rows = Db::all(
            "SELECT f.reason, f.note, COALESCE(r.right_count, 0) AS rights, COALESCE(r.wrong_count, 0) AS wrongs
             FROM {flags} f LEFT JOIN {reporters} r ON r.participant = f.participant
             WHERE f.target_kind = ? AND f.target = ? AND (f.outcome IS NULL OR f.outcome <> 'wrong')
             ORDER BY f.seq DESC",
            $kind,
            $target,
        );
        $summaries = [];
        foreach ($rows as $row) {
            $one = $summaries[$row['reason']] ?? ['reason' => $row['reason'], 'count' => 0, 'weight' => 0.0, 'notes' => []];
            $one['count']++;
            $one['weight'] += Reports::weight((int) $row['rights'], (int) $row['wrongs']);
            if ($row['note'] !== '' && count($one['notes']) < self::NOTES) {
                $one['notes'][] = $row['note'];
            }
            $summaries[$row['reason']] = $one;
        }
        usort($summaries, fn (array $one, array $other): int => $other['count'] <=> $one['count']);
        return $summaries;
    }

    private static function count(int $person, bool $right, int $by): void
    {
        Db::run(
            'INSERT INTO {reporters} (participant, right_count, wrong_count) VALUES (?, ?, ?)
             ON DUPLICATE KEY UPDATE right_count = right_count + VALUES(right_count),
               wrong_count = wrong_count + VALUES(wrong_count)',
            $person,
            $right ? $by : 0,
            $right ? 0 : $by,
        );
    }
}
