<?php
declare(strict_types=1);

namespace OpenForum\Store;

/** Lists and maps in a column of text. */
final class Json
{
    public static function of(array $value): string
    {
        return json_encode($value, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR);
    }

    public static function read(string $json): array
    {
        return (array) json_decode($json, true, 64, JSON_THROW_ON_ERROR);
    }
}
