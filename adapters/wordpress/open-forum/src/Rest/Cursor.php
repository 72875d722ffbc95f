<?php
declare(strict_types=1);

namespace OpenForum\Rest;

use OpenForum\Problem;

/** Where the next page of a list begins: opaque, and of one list alone. */
final class Cursor
{
    /** @param array{pinned?: int, key?: int, seq: int} $place */
    public static function of(string $list, array $place): string
    {
        $json = json_encode([$list, $place['pinned'] ?? 0, $place['key'] ?? 0, $place['seq']], JSON_THROW_ON_ERROR);
        return rtrim(strtr(base64_encode($json), '+/', '-_'), '=');
    }

    /** @return ?array{pinned: int, key: int, seq: int} null without a cursor */
    public static function read(?string $cursor, string $list): ?array
    {
        if ($cursor === null) {
            return null;
        }
        $json = base64_decode(strtr($cursor, '-_', '+/'), true);
        $parts = $json === false ? null : json_decode($json, true, 2);
        $isOne = is_array($parts) && count($parts) === 4 && array_is_list($parts) && $parts[0] === $list
            && array_filter(array_slice($parts, 1), 'is_int') === array_slice($parts, 1);
        if (!$isOne) {
            throw new Problem('bad-cursor');
        }
        return ['pinned' => $parts[1], 'key' => $parts[2], 'seq' => $parts[3]];
    }

    /**
     * A page of at most `$limit` of the rows that were read, one more than
     * that where there are more.
     *
     * @param callable(array): array $place the place of the last row
     */
    public static function page(string $list, array $rows, int $limit, callable $render, callable $place, ?int $total): array
    {
        $isMore = count($rows) > $limit;
        $rows = array_slice($rows, 0, $limit);
        $page = [
            'items' => array_map($render, $rows),
            'next_cursor' => $isMore ? self::of($list, $place(end($rows))) : null,
        ];
        return $total === null ? $page : $page + ['total' => $total];
    }
}
