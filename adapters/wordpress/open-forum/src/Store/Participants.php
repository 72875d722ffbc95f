<?php
declare(strict_types=1);

namespace OpenForum\Store;

use OpenForum\Rules\Text;
use OpenForum\Settings;
use OpenForum\Sources;

/** People who took part. Neither their number in WordPress nor their login name is ever told. */
final class Participants
{
    public const SECTOR = 'open_forum_sector';
    public const COUNTRY = 'open_forum_country';

    /** The columns of a participant `p` that make an author. */
    public const AUTHOR = 'p.id AS author_id, p.name AS author_name, p.sector AS author_sector,
        p.country AS author_country, p.official AS author_official';

    public static function find(int $userId): ?array
    {
        return self::row(Db::one('SELECT * FROM {participants} WHERE user_id = ?', $userId));
    }

    public static function bySeq(int $seq): ?array
    {
        return self::row(Db::one('SELECT * FROM {participants} WHERE seq = ?', $seq));
    }

    /** The row of a user, made or changed to what WordPress says of them now. */
    public static function bring(\WP_User $user, bool $official): array
    {
        $now = [
            'name' => self::name($user),
            'sector' => self::term($user, self::SECTOR, 'sectors'),
            'country' => self::term($user, self::COUNTRY, 'countries'),
            'official' => $official,
        ];
        $row = self::find($user->ID);
        if ($row !== null && array_intersect_key($row, $now) === $now) {
            return $row;
        }
        Db::run(
            'INSERT INTO {participants} (user_id, id, name, sector, country, official, created_at)
             VALUES (?, ?, ?, ?, ?, ?, ?)
             ON DUPLICATE KEY UPDATE name = VALUES(name), sector = VALUES(sector), country = VALUES(country),
               official = VALUES(official)',
            $user->ID,
            Sources::id(),
            $now['name'],
            $now['sector'],
            $now['country'],
            (int) $official,
            Sources::now(),
        );
        return self::find($user->ID) ?? throw new DbError('A participant is gone.');
    }

    /**
     * The name that others see. A new user's display name is their login name,
     * which half of what is needed to sign in; it is not shown.
     */
    public static function name(\WP_User $user): string
    {
        $secret = array_map('mb_strtolower', [$user->user_login, $user->user_nicename, $user->user_email]);
        $names = [$user->display_name, trim("$user->first_name $user->last_name"), (string) $user->nickname];
        $shown = '';
        foreach ($names as $name) {
            $name = Text::first(Text::oneLine($name), 120);
            if ($name !== '' && !str_contains($name, '@') && !in_array(mb_strtolower($name), $secret, true)) {
                $shown = $name;
                break;
            }
        }
        return Text::first((string) apply_filters('open_forum_name', $shown, $user), 120);
    }

    /** A word of the user's profile, where the forum knows it. */
    public static function term(\WP_User $user, string $meta, string $terms): ?string
    {
        $word = (string) apply_filters($meta, (string) get_user_meta($user->ID, $meta, true), $user);
        return in_array($word, array_column(Settings::forum()[$terms], 'id'), true) ? $word : null;
    }

    /** An author as the contract has it, from the columns of `AUTHOR`. */
    public static function author(array $row): array
    {
        return [
            'id' => $row['author_id'],
            'name' => $row['author_name'],
            'organisation' => null,
            'sector' => $row['author_sector'],
            'country' => $row['author_country'],
            'official' => (bool) $row['author_official'],
        ];
    }

    /**
     * An author as an anonymous thread shows them, to everybody alike. That
     * somebody speaks for the host stays: it names nobody.
     */
    public static function masked(array $author): array
    {
        return [
            'id' => '00000000-0000-0000-0000-000000000000',
            'name' => '',
            'organisation' => null,
            'sector' => null,
            'country' => null,
            'official' => $author['official'],
        ];
    }

    /** The author of a participant's own row. */
    public static function authorOf(array $row): array
    {
        return ['organisation' => null] + array_intersect_key(
            $row,
            array_flip(['id', 'name', 'sector', 'country', 'official'])
        );
    }

    /** What somebody wrote stays without a name when their account goes. */
    public static function forget(int $seq): void
    {
        Db::run("UPDATE {participants} SET user_id = NULL, name = '' WHERE seq = ?", $seq);
    }

    private static function row(?array $row): ?array
    {
        return $row === null ? null : [
            'seq' => (int) $row['seq'],
            'id' => $row['id'],
            'name' => $row['name'],
            'sector' => $row['sector'],
            'country' => $row['country'],
            'official' => (bool) $row['official'],
        ];
    }
}
