<?php
declare(strict_types=1);

namespace OpenForum\Rest;

use OpenForum\Problem;

/**
 * Reads JSON of a known shape, or tells the field that is wrong.
 *
 * A shape is a map of fields to kinds; `!` before a name says that the field is
 * needed. Kinds are `text`, `number`, `flag`, `texts` (a list), a list of words
 * of which it is one, a shape within, or `[shape]`, a list of such. What may be
 * absent may also be `null`, which is the same.
 */
final class Shape
{
    /** @return array<string, mixed> only the fields that were given */
    public static function read(mixed $given, array $shape, string $within = ''): array
    {
        if (!$given instanceof \stdClass) {
            throw self::wrong($within === '' ? 'body' : rtrim($within, '.'), 'invalid');
        }
        $given = get_object_vars($given);
        $read = [];
        foreach ($shape as $name => $kind) {
            $isNeeded = str_starts_with($name, '!');
            $name = ltrim($name, '!');
            $value = $given[$name] ?? null;
            if (!array_key_exists($name, $given) && $isNeeded) {
                throw self::wrong($within . $name, 'required');
            }
            if ($value !== null || $isNeeded) {
                $read[$name] = self::value($value, $kind, $within . $name);
            }
            unset($given[$name]);
        }
        foreach (array_keys($given) as $name) {
            throw self::wrong($within . mb_substr((string) $name, 0, 80), 'unknown');
        }
        return $read;
    }

    private static function value(mixed $value, string|array $kind, string $field): mixed
    {
        if (is_array($kind) && !array_is_list($kind)) {
            return self::read($value, $kind, "$field.");
        }
        if (is_array($kind) && is_array($kind[0])) {
            $isList = is_array($value) ? $value : throw self::wrong($field, 'invalid');
            return array_map(
                fn (int $at): array => self::read($value[$at], $kind[0], "{$field}[$at]."),
                array_keys($isList)
            );
        }
        if (is_array($kind)) {
            $isText = is_string($value) ? $value : throw self::wrong($field, 'invalid');
            return in_array($isText, $kind, true) ? $value : throw self::wrong($field, 'unknown');
        }
        $fits = match ($kind) {
            'text' => is_string($value),
            'number' => is_int($value) && $value >= 0 && $value <= 0xffffffff,
            'flag' => is_bool($value),
            'texts' => is_array($value) && array_filter($value, 'is_string') === $value,
        };
        return $fits ? $value : throw self::wrong($field, 'invalid');
    }

    private static function wrong(string $field, string $code): Problem
    {
        return Problem::field($field, $code, match ($code) {
            'required' => 'This field is needed.',
            'unknown' => 'This is not known here.',
            default => 'This is not of the form that is needed.',
        });
    }
}
