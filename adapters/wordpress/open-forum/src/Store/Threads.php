<?php
declare(strict_types=1);

namespace OpenForum\Store;

use OpenForum\Problem;
use OpenForum\Rules\Phases;
use OpenForum\Rules\Promise;
use OpenForum\Rules\Results;
use OpenForum\Rules\Time;
use OpenForum\Sources;

/** Threads. A row has the types of its columns, with `translations`, `languages` and `sectors` read from JSON. */
final class Threads
{
    private const NUMBERS = [
        'seq', 'submissions_count', 'comments_count', 'votes_count', 'participants_count', 'created_at', 'version',
    ];
    private const MAYBE_NUMBERS = ['opens_at', 'voting_opens_at', 'closes_at', 'voting_budget'];
    private const FLAGS = ['anonymous', 'premoderated', 'newcomers_held', 'pinned', 'locked'];
    private const LISTS = ['translations', 'languages', 'sectors'];

    /** The thread of an id or slug. */
    public static function find(string $name): array
    {
        $row = Db::one('SELECT * FROM {threads} WHERE id = ? OR slug = ?', $name, $name);
        return $row === null ? throw new Problem('not-found') : self::row($row);
    }

    public static function bySeq(int $seq): array
    {
        $row = Db::one('SELECT * FROM {threads} WHERE seq = ?', $seq);
        return $row === null ? throw new Problem('not-found') : self::row($row);
    }

    /**
     * The thread, held until the transaction ends: everything that changes in
     * it takes its turn here, so that no two count the same vote.
     */
    public static function held(int $seq): array
    {
        $row = Db::one('SELECT * FROM {threads} WHERE seq = ? FOR UPDATE', $seq);
        return $row === null ? throw new Problem('not-found') : self::row($row);
    }

    /** All threads, pinned first, then newest; one more than `$limit`. `$after` is the last row's place. */
    public static function page(?array $after, int $limit): array
    {
        $found = [];
        foreach ([1, 0] as $pinned) {
            if ($after !== null && $after['pinned'] < $pinned) {
                continue;
            }
            $isWithin = $after !== null && $after['pinned'] === $pinned;
            $room = $limit + 1 - count($found);
            array_push($found, ...Db::all(
                'SELECT * FROM {threads} WHERE pinned = ? AND created_at <= ? AND (created_at < ? OR seq < ?)
                 ORDER BY created_at DESC, seq DESC LIMIT ?',
                $pinned,
                $isWithin ? $after['key'] : PHP_INT_MAX,
                $isWithin ? $after['key'] : PHP_INT_MAX,
                $isWithin ? $after['seq'] : PHP_INT_MAX,
                $room,
            ));
            if (count($found) > $limit) {
                break;
            }
        }
        return array_map([self::class, 'row'], $found);
    }

    public static function count(): int
    {
        return (int) Db::value('SELECT COUNT(*) FROM {threads}');
    }

    /** Where a thread stands now. */
    public static function phase(array $row): string
    {
        return Phases::phase($row['opens_at'], $row['voting_opens_at'], $row['closes_at'], Sources::now());
    }

    /** Refuses what the thread does not take now. */
    public static function check(array $row, string $action): void
    {
        $phase = self::phase($row);
        if (!Phases::permits($phase, $action)) {
            throw new Problem('thread-closed', match ($phase) {
                'upcoming' => 'This consultation has not opened yet.',
                'collecting' => 'Voting has not opened yet.',
                'voting' => 'Submissions are no longer taken; people vote now.',
                default => 'This consultation has ended.',
            });
        }
        if ($row['locked']) {
            throw new Problem('thread-locked');
        }
    }

    /** Whether a person may see the tally of a submission of this thread. */
    public static function shows(array $row, bool $hasVoted): bool
    {
        return Results::visible($row['voting_results'], self::phase($row), $hasVoted);
    }

    /** Opens a thread from a checked draft. */
    public static function create(array $draft): array
    {
        $columns = self::columns($draft + [
            'summary' => '', 'body' => '', 'rules' => '', 'translations' => [], 'languages' => [], 'sectors' => [],
            'opens_at' => null, 'voting_opens_at' => null, 'closes_at' => null, 'anonymous' => false,
            'premoderated' => false, 'newcomers_held' => false, 'pinned' => false, 'locked' => false,
        ]);
        $own = ['id' => Sources::id(), 'created_at' => Sources::now()];
        try {
            return self::bySeq(Db::insert('threads', $own + self::stored($columns)));
        } catch (DbError $error) {
            if ($error->getCode() === Db::DUPLICATE) {
                throw new Problem('conflict', 'A thread of this short name exists already.');
            }
            throw $error;
        }
    }

    /** Changes a thread by a checked patch; what is absent stays. `$expected` is the version that was read; null is any. */
    public static function change(int $seq, array $patch, ?int $expected): array
    {
        return Db::transaction(function () use ($seq, $patch, $expected): array {
            $before = self::held($seq);
            if ($expected !== null && $expected !== $before['version']) {
                throw new Problem('stale', 'It was changed since you read it. Read it again.');
            }
            unset($patch['slug'], $patch['language'], $patch['kind']);
            $columns = self::columns($patch);
            $after = array_replace($before, $columns);
            if ($after === $before) {
                return $before;
            }
            $broken = Promise::broken($before, $after, self::soFar($before), Sources::now());
            if ($broken !== null) {
                throw new Problem('promise-kept', $broken);
            }
            $stored = self::stored($columns);
            $set = implode(', ', array_map(fn (string $name): string => "$name = ?", array_keys($stored)));
            Db::run("UPDATE {threads} SET $set, version = version + 1 WHERE seq = ?", ...[...array_values($stored), $seq]);
            return self::bySeq($seq);
        });
    }

    /** What has happened in a thread, as far as its promises go. */
    private static function soFar(array $row): array
    {
        $phase = self::phase($row);
        $most = Db::value(
            "SELECT COUNT(*) AS given FROM {votes} v JOIN {submissions} s ON s.seq = v.submission
             WHERE v.thread = ? AND v.value = 'support' AND s.state = 'published'
             GROUP BY v.participant ORDER BY given DESC LIMIT 1",
            $row['seq'],
        );
        return [
            'begun' => $phase !== 'upcoming' || $row['participants_count'] > 0,
            'ended' => Phases::hasEnded($phase),
            'voted' => Db::value('SELECT 1 FROM {votes} WHERE thread = ? LIMIT 1', $row['seq']) !== null,
            'most_given' => (int) $most,
        ];
    }

    /** A draft or patch of the contract as columns. */
    private static function columns(array $given): array
    {
        if (isset($given['voting'])) {
            $given['voting_mode'] = $given['voting']['mode'];
            $given['voting_budget'] = $given['voting']['budget'] ?? null;
            $given['voting_results'] = $given['voting']['results'];
        }
        unset($given['voting']);
        foreach (['opens_at', 'voting_opens_at', 'closes_at'] as $date) {
            if (is_string($given[$date] ?? null)) {
                $given[$date] = Time::parse($given[$date]);
            }
        }
        return $given;
    }

    /** Columns as the database takes them. */
    private static function stored(array $columns): array
    {
        return array_map(fn (mixed $value): int|string|null => match (true) {
            is_bool($value) => (int) $value,
            is_array($value) => Json::of($value),
            default => $value,
        }, $columns);
    }

    private static function row(array $row): array
    {
        foreach (self::NUMBERS as $name) {
            $row[$name] = (int) $row[$name];
        }
        foreach (self::MAYBE_NUMBERS as $name) {
            $row[$name] = $row[$name] === null ? null : (int) $row[$name];
        }
        foreach (self::FLAGS as $name) {
            $row[$name] = (bool) $row[$name];
        }
        foreach (self::LISTS as $name) {
            $row[$name] = Json::read($row[$name]);
        }
        return $row;
    }
}
