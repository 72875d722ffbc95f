<?php
declare(strict_types=1);

namespace OpenForum\Store;

/**
 * The tables, and how they came about: migrations only add.
 *
 * `seq` is the database's own number, for keys and references, and `id` the
 * UUID that people see. Times are milliseconds since 1970 in UTC. All columns
 * have one character set: where a table mixes two, WordPress takes it for ASCII
 * and refuses every other letter.
 */
final class Schema
{
    private const OPTION = 'open_forum_schema';

    /** Names of all tables, for uninstalling. */
    public const TABLES = [
        'participants', 'threads', 'thread_people', 'submissions', 'submission_groups', 'revisions', 'waiting_edits',
        'votes', 'tallies', 'comments', 'flags', 'reporters', 'queue', 'decisions', 'idempotency', 'pace',
    ];

    private const MIGRATIONS = [
        1 => [
            'participants' => '
                seq BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
                user_id BIGINT UNSIGNED NULL UNIQUE,
                id CHAR(36) NOT NULL UNIQUE,
                name VARCHAR(250) NOT NULL,
                sector VARCHAR(64) NULL,
                country VARCHAR(64) NULL,
                official TINYINT NOT NULL,
                created_at BIGINT NOT NULL',
            'threads' => '
                seq BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
                id CHAR(36) NOT NULL UNIQUE,
                slug VARCHAR(80) NOT NULL UNIQUE,
                kind VARCHAR(16) NOT NULL,
                title TEXT NOT NULL,
                summary TEXT NOT NULL,
                body MEDIUMTEXT NOT NULL,
                language VARCHAR(40) NOT NULL,
                translations MEDIUMTEXT NOT NULL,
                promise VARCHAR(16) NOT NULL,
                opens_at BIGINT NULL,
                voting_opens_at BIGINT NULL,
                closes_at BIGINT NULL,
                voting_mode VARCHAR(16) NOT NULL,
                voting_budget BIGINT NULL,
                voting_results VARCHAR(16) NOT NULL,
                rules TEXT NOT NULL,
                languages TEXT NOT NULL,
                sectors TEXT NOT NULL,
                anonymous TINYINT NOT NULL,
                premoderated TINYINT NOT NULL,
                newcomers_held TINYINT NOT NULL,
                pinned TINYINT NOT NULL,
                locked TINYINT NOT NULL,
                submissions_count BIGINT NOT NULL DEFAULT 0,
                comments_count BIGINT NOT NULL DEFAULT 0,
                votes_count BIGINT NOT NULL DEFAULT 0,
                participants_count BIGINT NOT NULL DEFAULT 0,
                created_at BIGINT NOT NULL,
                version BIGINT NOT NULL DEFAULT 1,
                KEY listed (pinned, created_at, seq)',
            // Who voted, wrote or commented in a thread, and how often, so that
            // the count of people is exact when a vote is taken back.
            'thread_people' => '
                thread BIGINT UNSIGNED NOT NULL,
                participant BIGINT UNSIGNED NOT NULL,
                deeds BIGINT NOT NULL,
                PRIMARY KEY (thread, participant),
                KEY participant (participant)',
            // One index for each order: a page is a walk along it.
            'submissions' => '
                seq BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
                thread BIGINT UNSIGNED NOT NULL,
                id CHAR(36) NOT NULL UNIQUE,
                reference CHAR(11) NOT NULL UNIQUE,
                author BIGINT UNSIGNED NOT NULL,
                kind VARCHAR(32) NOT NULL,
                title TEXT NOT NULL,
                body MEDIUMTEXT NOT NULL,
                language VARCHAR(40) NOT NULL,
                theme VARCHAR(64) NULL,
                group_ids TEXT NOT NULL,
                links TEXT NOT NULL,
                status VARCHAR(32) NOT NULL,
                state VARCHAR(16) NOT NULL,
                state_reason VARCHAR(64) NULL,
                version BIGINT NOT NULL DEFAULT 1,
                pinned TINYINT NOT NULL DEFAULT 0,
                shuffle BIGINT NOT NULL,
                support_score BIGINT NOT NULL DEFAULT 0,
                broad_score BIGINT NOT NULL DEFAULT -1,
                votes_count BIGINT NOT NULL DEFAULT 0,
                comments_count BIGINT NOT NULL DEFAULT 0,
                folded MEDIUMTEXT NOT NULL,
                created_at BIGINT NOT NULL,
                edited_at BIGINT NULL,
                KEY newest (thread, state, pinned, created_at, seq),
                KEY support (thread, state, pinned, support_score, seq),
                KEY broad (thread, state, pinned, broad_score, seq),
                KEY discussed (thread, state, pinned, comments_count, seq),
                KEY random (thread, state, pinned, shuffle, seq),
                KEY author (author, thread, state),
                KEY state (state, seq)',
            'submission_groups' => '
                submission BIGINT UNSIGNED NOT NULL,
                name VARCHAR(64) NOT NULL,
                PRIMARY KEY (submission, name)',
            // Versions before the present one.
            'revisions' => '
                submission BIGINT UNSIGNED NOT NULL,
                version BIGINT NOT NULL,
                kind VARCHAR(32) NOT NULL,
                title TEXT NOT NULL,
                body MEDIUMTEXT NOT NULL,
                theme VARCHAR(64) NULL,
                group_ids TEXT NOT NULL,
                links TEXT NOT NULL,
                at BIGINT NOT NULL,
                PRIMARY KEY (submission, version)',
            // Edits of what is published that wait for a moderator.
            'waiting_edits' => '
                submission BIGINT UNSIGNED NOT NULL PRIMARY KEY,
                version BIGINT NOT NULL,
                kind VARCHAR(32) NOT NULL,
                title TEXT NOT NULL,
                body MEDIUMTEXT NOT NULL,
                theme VARCHAR(64) NULL,
                group_ids TEXT NOT NULL,
                links TEXT NOT NULL,
                at BIGINT NOT NULL',
            // One person has one vote on a submission: this key is what makes it so.
            'votes' => '
                submission BIGINT UNSIGNED NOT NULL,
                participant BIGINT UNSIGNED NOT NULL,
                thread BIGINT UNSIGNED NOT NULL,
                value VARCHAR(16) NOT NULL,
                sector VARCHAR(64) NOT NULL,
                at BIGINT NOT NULL,
                PRIMARY KEY (submission, participant),
                KEY participant (participant, thread)',
            // Votes by sector, changed in the transaction of each vote.
            'tallies' => '
                submission BIGINT UNSIGNED NOT NULL,
                sector VARCHAR(64) NOT NULL,
                agree BIGINT NOT NULL DEFAULT 0,
                disagree BIGINT NOT NULL DEFAULT 0,
                pass BIGINT NOT NULL DEFAULT 0,
                support BIGINT NOT NULL DEFAULT 0,
                PRIMARY KEY (submission, sector)',
            'comments' => '
                seq BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
                submission BIGINT UNSIGNED NOT NULL,
                id CHAR(36) NOT NULL UNIQUE,
                reply_to BIGINT UNSIGNED NULL,
                author BIGINT UNSIGNED NOT NULL,
                stance VARCHAR(16) NOT NULL,
                body MEDIUMTEXT NOT NULL,
                language VARCHAR(40) NULL,
                state VARCHAR(16) NOT NULL,
                created_at BIGINT NOT NULL,
                KEY listed (submission, seq),
                KEY author (author, state),
                KEY state (state, seq)',
            'flags' => '
                seq BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
                id CHAR(36) NOT NULL UNIQUE,
                target_kind VARCHAR(16) NOT NULL,
                target BIGINT UNSIGNED NOT NULL,
                participant BIGINT UNSIGNED NOT NULL,
                reason VARCHAR(32) NOT NULL,
                note TEXT NOT NULL,
                outcome VARCHAR(8) NULL,
                decision BIGINT UNSIGNED NULL,
                created_at BIGINT NOT NULL,
                UNIQUE KEY once (target_kind, target, participant),
                KEY decision (decision)',
            // How often somebody was right and wrong with reports.
            'reporters' => '
                participant BIGINT UNSIGNED NOT NULL PRIMARY KEY,
                right_count BIGINT NOT NULL,
                wrong_count BIGINT NOT NULL',
            // What waits for a moderator: one row for each thing.
            'queue' => '
                seq BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
                target_kind VARCHAR(16) NOT NULL,
                target BIGINT UNSIGNED NOT NULL,
                thread BIGINT UNSIGNED NOT NULL,
                kind VARCHAR(16) NOT NULL,
                since BIGINT NOT NULL,
                harm BIGINT NOT NULL,
                rules TEXT NOT NULL,
                UNIQUE KEY thing (target_kind, target),
                KEY oldest (since, seq),
                KEY kind_oldest (kind, since, seq)',
            // What moderators and rules decided; what was taken back says so.
            'decisions' => '
                seq BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
                id CHAR(36) NOT NULL UNIQUE,
                target_kind VARCHAR(16) NOT NULL,
                target BIGINT UNSIGNED NOT NULL,
                action VARCHAR(16) NOT NULL,
                reason VARCHAR(64) NULL,
                note TEXT NOT NULL,
                message TEXT NOT NULL,
                decided_by VARCHAR(16) NOT NULL,
                rule VARCHAR(32) NULL,
                moderator BIGINT UNSIGNED NULL,
                at BIGINT NOT NULL,
                version BIGINT NULL,
                was MEDIUMTEXT NOT NULL,
                undone_by BIGINT UNSIGNED NULL,
                undone_at BIGINT NULL,
                KEY of_target (target_kind, target, seq),
                KEY of_moderator (moderator, seq)',
            // Answers to creations, for a day, by the person's key.
            'idempotency' => '
                participant BIGINT UNSIGNED NOT NULL,
                idempotency_key VARCHAR(128) NOT NULL,
                hash CHAR(64) NOT NULL,
                status SMALLINT NOT NULL,
                body MEDIUMTEXT NOT NULL,
                location TEXT NULL,
                created_at BIGINT NOT NULL,
                PRIMARY KEY (participant, idempotency_key),
                KEY age (created_at)',
            // How many times somebody wrote in a minute.
            'pace' => '
                participant BIGINT UNSIGNED NOT NULL,
                minute BIGINT NOT NULL,
                writes BIGINT NOT NULL,
                PRIMARY KEY (participant, minute),
                KEY minute (minute)',
        ],
    ];

    /** Brings the tables to the last migration. */
    public static function bring(): void
    {
        $known = (int) get_option(self::OPTION, 0);
        foreach (self::MIGRATIONS as $number => $tables) {
            if ($number <= $known) {
                continue;
            }
            foreach ($tables as $name => $columns) {
                Db::run("CREATE TABLE IF NOT EXISTS {{$name}} ($columns)
                    ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ROW_FORMAT = DYNAMIC");
            }
            update_option(self::OPTION, $number);
        }
    }

    /** Why the tables cannot be made here, as a sentence for the administrator, or null. */
    public static function obstacle(): ?string
    {
        global $wpdb;
        foreach (['intl', 'mbstring', 'mysqli'] as $extension) {
            if (!extension_loaded($extension)) {
                /* translators: %s: name of a PHP extension */
                return sprintf(__('Open Forum needs the PHP extension %s. Ask your host to switch it on.', 'open-forum'), $extension);
            }
        }
        if ($wpdb->charset !== 'utf8mb4') {
            return __('Open Forum needs a database connection in utf8mb4 (DB_CHARSET in wp-config.php).', 'open-forum');
        }
        $engines = array_change_key_case(array_column(Db::all('SHOW ENGINES'), 'Support', 'Engine'), CASE_LOWER);
        if (!in_array($engines['innodb'] ?? 'NO', ['YES', 'DEFAULT'], true)) {
            return __('Open Forum needs the storage engine InnoDB: votes are counted in transactions.', 'open-forum');
        }
        return null;
    }

    /** Takes all tables away, with everything in them. */
    public static function drop(): void
    {
        foreach (self::TABLES as $name) {
            Db::run("DROP TABLE IF EXISTS {{$name}}");
        }
        delete_option(self::OPTION);
    }
}
