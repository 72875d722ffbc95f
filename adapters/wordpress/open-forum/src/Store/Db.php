<?php
declare(strict_types=1);

namespace OpenForum\Store;

/**
 * SQL through WordPress's connection, with what that leaves out: statements
 * whose values are always bound, errors that are noticed, and transactions.
 *
 * In a statement `{votes}` is the plugin's table of that name and `?` a value:
 * a whole number, a text or null. No value ever becomes a part of the SQL.
 */
final class Db
{
    public const DUPLICATE = 1062;
    private const LOCK_TIMEOUT = 1205;
    private const DEADLOCK = 1213;
    private const TRIES = 4;

    private static int $depth = 0;

    /** The full name of one of the plugin's tables. */
    public static function table(string $name): string
    {
        global $wpdb;
        return $wpdb->prefix . 'open_forum_' . $name;
    }

    /** Runs a statement; answers how many rows it changed. */
    public static function run(string $sql, int|string|null ...$values): int
    {
        global $wpdb;
        return (int) self::quietly(fn () => $wpdb->query(self::bound($sql, $values)));
    }

    /** Inserts a row given by its columns; answers its number. */
    public static function insert(string $table, array $columns): int
    {
        global $wpdb;
        $names = implode(', ', array_keys($columns));
        $holes = implode(', ', array_fill(0, count($columns), '?'));
        self::run("INSERT INTO {{$table}} ($names) VALUES ($holes)", ...array_values($columns));
        return (int) $wpdb->insert_id;
    }

    /** @return list<array<string, ?string>> */
    public static function all(string $sql, int|string|null ...$values): array
    {
        global $wpdb;
        return self::quietly(fn () => $wpdb->get_results(self::bound($sql, $values), ARRAY_A)) ?: [];
    }

    /** @return ?array<string, ?string> */
    public static function one(string $sql, int|string|null ...$values): ?array
    {
        return self::all($sql, ...$values)[0] ?? null;
    }

    /** The first column of the first row. */
    public static function value(string $sql, int|string|null ...$values): ?string
    {
        $row = self::one($sql, ...$values);
        return $row === null ? null : reset($row);
    }

    /** A text as it stands in a pattern of LIKE, with anything around it. */
    public static function within(string $text): string
    {
        global $wpdb;
        return '%' . $wpdb->esc_like($text) . '%';
    }

    /**
     * Does all of it or nothing; again where another transaction stood in the
     * way. What may be tried again must not have been sent to anybody.
     *
     * @template T
     * @param callable(): T $work
     * @return T
     */
    public static function transaction(callable $work): mixed
    {
        if (self::$depth > 0) {
            return $work();
        }
        for ($try = 1;; $try++) {
            try {
                return self::attempt($work);
            } catch (DbError $error) {
                $again = in_array($error->getCode(), [self::LOCK_TIMEOUT, self::DEADLOCK], true);
                if (!$again || $try === self::TRIES) {
                    throw $error;
                }
                usleep(random_int(1, 20) * 1000 * $try);
            }
        }
    }

    private static function attempt(callable $work): mixed
    {
        global $wpdb;
        // WordPress connects again by itself when the connection is lost, and
        // sends the statement once more: outside of the transaction. With no
        // tries it gives up instead, and the database takes all back.
        $tries = $wpdb->reconnect_retries;
        $wpdb->reconnect_retries = 0;
        self::$depth = 1;
        try {
            self::run('START TRANSACTION');
            $answer = $work();
            self::run('COMMIT');
            return $answer;
        } catch (\Throwable $error) {
            $wpdb->query('ROLLBACK');
            throw $error;
        } finally {
            self::$depth = 0;
            $wpdb->reconnect_retries = $tries;
        }
    }

    private static function bound(string $sql, array $values): string
    {
        global $wpdb;
        $sql = (string) preg_replace_callback('/\{([a-z_]+)\}/', fn (array $found) => self::table($found[1]), $sql);
        $bound = [];
        $at = 0;
        $sql = (string) preg_replace_callback('/\?/', function () use ($values, &$at, &$bound): string {
            $value = $values[$at++];
            if ($value === null) {
                return 'NULL';
            }
            $bound[] = $value;
            return is_int($value) ? '%d' : '%s';
        }, $sql);
        return $bound === [] ? $sql : $wpdb->prepare($sql, $bound);
    }

    private static function quietly(callable $ask): mixed
    {
        global $wpdb;
        $shown = $wpdb->suppress_errors();
        $answer = $ask();
        $wpdb->suppress_errors($shown);
        // A text that the table cannot hold makes `query` false without an error.
        if ($wpdb->last_error !== '' || $answer === false) {
            $code = $wpdb->dbh instanceof \mysqli ? mysqli_errno($wpdb->dbh) : 0;
            throw new DbError($wpdb->last_error ?: 'The statement was refused.', $code);
        }
        return $answer;
    }
}
