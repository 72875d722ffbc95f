<?php
declare(strict_types=1);

namespace OpenForum\Store;

use OpenForum\Problem;
use OpenForum\Sources;

/** Writes that create: at most once for a key, one at a time for a person and for a thread. */
final class Creation
{
    /** For how long a key is known, ms. */
    private const KEPT_MS = 24 * 60 * 60 * 1000;

    /**
     * Creates by `$create`, which gets the thread's row and answers
     * `['status', 'body', 'location']`, or answers what was answered to the
     * same key before.
     *
     * The person and the thread are held before anything else is read: what is
     * read then is what stands when it is this request's turn.
     *
     * @param ?array{key: string, hash: string} $key
     */
    public static function once(int $person, ?int $thread, ?array $key, callable $create): array
    {
        return Db::transaction(function () use ($person, $thread, $key, $create): array {
            Db::one('SELECT seq FROM {participants} WHERE seq = ? FOR UPDATE', $person);
            $held = $thread === null ? null : Threads::held($thread);
            $known = $key === null ? null : self::known($person, $key);
            if ($known !== null) {
                return $known;
            }
            $answer = $create($held) + ['location' => null, 'replayed' => false];
            if ($key !== null) {
                self::keep($person, $key, $answer);
            }
            return $answer;
        });
    }

    /** Forgets old keys. */
    public static function sweep(): void
    {
        Db::run('DELETE FROM {idempotency} WHERE created_at <= ?', Sources::now() - self::KEPT_MS);
    }

    private static function known(int $person, array $key): ?array
    {
        $row = Db::one(
            'SELECT hash, status, body, location FROM {idempotency}
             WHERE participant = ? AND idempotency_key = ? AND created_at > ?',
            $person,
            $key['key'],
            Sources::now() - self::KEPT_MS,
        );
        if ($row === null) {
            return null;
        }
        if (!hash_equals($row['hash'], $key['hash'])) {
            throw new Problem('key-reused');
        }
        return [
            'status' => (int) $row['status'],
            'body' => json_decode($row['body'], false, 64, JSON_THROW_ON_ERROR),
            'location' => $row['location'],
            'replayed' => true,
        ];
    }

    private static function keep(int $person, array $key, array $answer): void
    {
        Db::run(
            'REPLACE INTO {idempotency} (participant, idempotency_key, hash, status, body, location, created_at)
             VALUES (?, ?, ?, ?, ?, ?, ?)',
            $person,
            $key['key'],
            $key['hash'],
            $answer['status'],
            Json::of((array) $answer['body']),
            $answer['location'],
            Sources::now(),
        );
    }
}
