<?php
declare(strict_types=1);

namespace OpenForum\Rest;

use OpenForum\Person;
use OpenForum\Problem;
use OpenForum\Rules\Limits;
use OpenForum\Store\Pace;

/** A request: who asks, what for, and under which conditions. */
final class Ask
{
    public readonly Query $query;
    public readonly ?Person $person;

    public function __construct(private readonly \WP_REST_Request $request)
    {
        $this->person = Person::reading();
        $this->query = Query::of($request);
    }

    /** A part of the path. */
    public function path(string $name): string
    {
        return (string) $this->request->get_url_params()[$name];
    }

    /** The number of the reader's row, if they have one. */
    public function viewer(): ?int
    {
        return $this->person?->seq;
    }

    public function isStaff(): bool
    {
        return $this->person !== null && $this->person->isStaff();
    }

    /** Refuses guests and people without a role; their row is brought up to date, and the write is counted. */
    public function mustBe(string $role): Person
    {
        if ($this->person === null) {
            throw new Problem('token-required');
        }
        if (!$this->person->has($role)) {
            throw new Problem('not-allowed', "This needs the role $role.");
        }
        $person = $this->person->known();
        if ($this->request->get_method() !== 'GET') {
            Pace::count($person->seq);
        }
        return $person;
    }

    /** The body, which is JSON of this shape. */
    public function body(array $shape): array
    {
        $type = strtolower(trim(explode(';', (string) $this->request->get_header('content-type'))[0]));
        if ($type !== 'application/json') {
            throw new Problem('unsupported-media-type', 'Send the body with Content-Type: application/json.');
        }
        $bytes = (string) $this->request->get_body();
        if (strlen($bytes) > Limits::REQUEST_BYTES) {
            throw new Problem('too-large', 'A body may have at most ' . Limits::REQUEST_BYTES / 1024 . ' KiB.');
        }
        $value = json_decode($bytes, false, 32);
        if (json_last_error() !== JSON_ERROR_NONE) {
            throw new Problem('malformed', 'The body is not JSON.');
        }
        return Shape::read($value, $shape);
    }

    /**
     * The key that makes a creation happen once, and what it belongs to.
     *
     * @return ?array{key: string, hash: string}
     */
    public function key(): ?array
    {
        $key = $this->request->get_header('idempotency-key');
        if ($key === null) {
            return null;
        }
        if (preg_match('/^[!-~]{1,' . Limits::KEY_BYTES . '}$/D', $key) !== 1) {
            $message = 'One to ' . Limits::KEY_BYTES . ' visible ASCII characters are needed.';
            throw Problem::field('Idempotency-Key', 'invalid', $message);
        }
        $parts = [$this->request->get_method(), $this->request->get_route(), (string) $this->request->get_body()];
        return ['key' => $key, 'hash' => hash('sha256', implode('', array_map('serialize', $parts)))];
    }

    /**
     * The version that `If-Match` names; null is any. Of `"{version}-{hash}"`
     * only the version counts: votes in between make no edit stale.
     */
    public function expected(): ?int
    {
        $text = $this->request->get_header('if-match');
        if ($text === null) {
            throw new Problem('precondition-required', 'Send If-Match with the ETag that you read.');
        }
        if (trim($text) === '*') {
            return null;
        }
        if (preg_match('~^(?:W/)?"([!#-\~]*)"$~D', trim($text), $found) !== 1) {
            throw Problem::field('If-Match', 'invalid', 'One ETag or * is needed.');
        }
        $version = explode('-', $found[1])[0];
        if (preg_match('/^\d{1,9}$/D', $version) !== 1) {
            throw new Problem('stale', 'This ETag is not one of what stands here now. Read it again.');
        }
        return (int) $version;
    }

    /** Whether the reader has just what this tag stands for (`If-None-Match`, weak comparison). */
    public function knows(string $etag): bool
    {
        $bare = fn (string $tag): string => preg_replace('~^W/|"|-gzip"?$|-br"?$~', '', trim($tag));
        $tags = array_map($bare, explode(',', (string) $this->request->get_header('if-none-match')));
        return in_array('*', $tags, true) || in_array($bare($etag), $tags, true);
    }
}
