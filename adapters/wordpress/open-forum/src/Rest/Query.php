<?php
declare(strict_types=1);

namespace OpenForum\Rest;

use OpenForum\Problem;
use OpenForum\Rules\Limits;

/**
 * Parameters of an address: each known, well formed and once, or 422. They are
 * read from the address itself, because PHP keeps the last of several only.
 */
final class Query
{
    /** What WordPress itself understands in an address of its REST API. */
    private const OF_WORDPRESS = ['rest_route', '_wpnonce', '_locale'];
    private const ERRORS = 100;

    /** @var list<array{field: string, code: string, message: string}> */
    private array $errors = [];

    /** @param list<array{string, string}> $pairs */
    private function __construct(private array $pairs)
    {
    }

    public static function of(\WP_REST_Request $request): self
    {
        $given = $request->get_query_params();
        $address = (string) ($_SERVER['QUERY_STRING'] ?? '');
        // A request that was made within WordPress has no address.
        if (!Routes::isServed($request)) {
            $address = http_build_query($given);
        }
        $pairs = [];
        foreach (explode('&', $address) as $pair) {
            if ($pair === '') {
                continue;
            }
            [$name, $value] = array_map([self::class, 'decode'], explode('=', $pair, 2) + [1 => '']);
            if (!in_array($name, self::OF_WORDPRESS, true)) {
                $pairs[] = [$name, $value];
            }
        }
        return new self($pairs);
    }

    public function refuse(string $name, string $code, string $message): void
    {
        if (count($this->errors) < self::ERRORS) {
            $this->errors[] = ['field' => $name, 'code' => $code, 'message' => $message];
        }
    }

    /** A parameter that may stand once. */
    public function text(string $name, int $most = PHP_INT_MAX): ?string
    {
        $values = $this->take($name);
        if (count($values) > 1) {
            $this->refuse($name, 'repeated', 'This parameter may be given once.');
        }
        $value = end($values);
        if ($value !== false && mb_strlen($value, 'UTF-8') > $most) {
            $this->refuse($name, 'too_long', "At most $most characters.");
        }
        return $value === false ? null : $value;
    }

    /** A parameter that is one of these words. */
    public function word(string $name, array $words): ?string
    {
        $value = $this->text($name);
        if ($value !== null && !in_array($value, $words, true)) {
            $this->refuse($name, 'unknown', 'This is not one of the known words.');
        }
        return $value;
    }

    /** A filter: given several times or with commas, each value one of the known. */
    public function many(string $name, array $known): array
    {
        $found = [];
        foreach ($this->take($name) as $given) {
            foreach (explode(',', $given) as $value) {
                if (!in_array($value, $known, true)) {
                    $this->refuse($name, 'unknown', 'This forum does not know that value.');
                } else {
                    $found[$value] = $value;
                }
            }
        }
        return array_values($found);
    }

    /** Items on a page. */
    public function limit(): int
    {
        $text = $this->text('limit');
        $isOne = $text === null || (preg_match('/^\d{1,4}$/D', $text) === 1 && $text >= 1 && $text <= Limits::PAGE_MAX);
        if (!$isOne) {
            $this->refuse('limit', 'invalid', 'A whole number from 1 to ' . Limits::PAGE_MAX . ' is needed.');
        }
        return $text === null || !$isOne ? Limits::PAGE : (int) $text;
    }

    /** 422 with every parameter that was wrong, unknown or repeated. */
    public function finish(): void
    {
        foreach ($this->pairs as [$name]) {
            $this->refuse($name, 'unknown', 'There is no such parameter.');
        }
        $this->pairs = [];
        Problem::ifAny($this->errors);
    }

    private function take(string $name): array
    {
        $taken = array_filter($this->pairs, fn (array $pair): bool => $pair[0] === $name);
        $this->pairs = array_values(array_diff_key($this->pairs, $taken));
        return array_column($taken, 1);
    }

    private static function decode(string $text): string
    {
        $isEscaped = preg_match('/%(?![0-9A-Fa-f]{2})/', $text) === 0;
        $plain = urldecode($text);
        if (!$isEscaped || !mb_check_encoding($plain, 'UTF-8')) {
            throw new Problem('malformed', 'The query is not percent-encoded UTF-8.');
        }
        return $plain;
    }
}
