<?php
declare(strict_types=1);

namespace OpenForum;

/** What went wrong, as the contract tells it (RFC 9457). */
final class Problem extends \RuntimeException
{
    public const TYPE_BASE = 'https://open-forum.dev/problems/';

    /** Status and sentence of each stable code that this backend answers. */
    private const CODES = [
        'malformed' => [400, 'The request cannot be read.'],
        'bad-cursor' => [400, 'The cursor is not one that this list gave.'],
        'token-required' => [401, 'This needs a token.'],
        'token-invalid' => [401, 'The token is not valid here.'],
        'token-expired' => [401, 'The token has ended.'],
        'not-allowed' => [403, 'You may not do this.'],
        'thread-closed' => [403, 'The thread does not take this now.'],
        'thread-locked' => [403, 'Writing in this thread has been stopped.'],
        'promise-kept' => [403, 'What was promised cannot be taken back.'],
        'own-case' => [403, 'Nobody judges what they wrote or decided themselves.'],
        'not-found' => [404, 'Nothing of that name is here.'],
        'method-not-allowed' => [405, 'This address does not know the method.'],
        'unsupported-media-type' => [415, 'The body must be JSON.'],
        'conflict' => [409, 'It exists or was done already.'],
        'budget-spent' => [409, 'No supports are left in this thread.'],
        'wrong-state' => [409, 'This cannot follow from how it stands now.'],
        'withdrawn' => [410, 'Its author has taken it back.'],
        'stale' => [412, 'It was changed since you read it.'],
        'too-large' => [413, 'The body is too large.'],
        'invalid-fields' => [422, 'Some fields are not right.'],
        'key-reused' => [422, 'This Idempotency-Key came with another request before.'],
        'wrong-voting-mode' => [422, 'This thread does not take that kind of vote.'],
        'results-hidden' => [422, 'This order would tell results that are hidden.'],
        'precondition-required' => [428, 'If-Match is needed.'],
        'rate-limited' => [429, 'Too many requests.'],
        'internal' => [500, 'Something went wrong on the server.'],
        'unavailable' => [503, 'The server cannot answer now.'],
    ];

    /**
     * @param string $problem the stable code
     * @param ?string $detail what happened here and what to do
     * @param list<array{field: string, code: string, message: string}> $errors wrong fields
     * @param ?int $retryAfter seconds after which trying again makes sense
     */
    public function __construct(
        public readonly string $problem,
        public readonly ?string $detail = null,
        public readonly array $errors = [],
        public readonly ?int $retryAfter = null,
    ) {
        parent::__construct($detail ?? self::CODES[$problem][1]);
    }

    /** Wrong fields; does nothing where there are none. */
    public static function ifAny(array $errors): void
    {
        if ($errors !== []) {
            throw new self('invalid-fields', errors: $errors);
        }
    }

    /** One wrong field. */
    public static function field(string $field, string $code, string $message): self
    {
        return new self('invalid-fields', errors: [['field' => $field, 'code' => $code, 'message' => $message]]);
    }

    public function status(): int
    {
        return self::CODES[$this->problem][0];
    }

    /** What the client reads. */
    public function body(): array
    {
        $body = [
            'type' => self::TYPE_BASE . $this->problem,
            'title' => self::CODES[$this->problem][1],
            'status' => $this->status(),
        ];
        if ($this->detail !== null) {
            $body['detail'] = $this->detail;
        }
        if ($this->errors !== []) {
            $body['errors'] = $this->errors;
        }
        return $body;
    }
}
