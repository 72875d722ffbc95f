<?php
declare(strict_types=1);

namespace OpenForum\Rules;

/** Collects what is wrong with one draft, in the order of its fields, so that a form can show one summary. */
final class Check
{
    /** @var list<array{field: string, code: string, message: string}> */
    public array $errors = [];

    /** @param array $forum the forum as `Settings` gives it */
    public function __construct(private readonly array $forum)
    {
    }

    public function fail(string $field, string $code, string $message): void
    {
        $this->errors[] = ['field' => $field, 'code' => $code, 'message' => $message];
    }

    /** A text that must show something. */
    public function requiredText(string $field, string $value, int $max): void
    {
        if (Text::isBlank($value)) {
            $this->fail($field, 'required', 'Write something here.');
        } else {
            $this->text($field, $value, $max);
        }
    }

    /** A text that may be empty. */
    public function text(string $field, string $value, int $max): void
    {
        if (str_contains($value, "\0")) {
            $this->fail($field, 'invalid', 'The character U+0000 cannot be stored.');
        }
        // NFC joins at most four scalars into one: what is certainly too long is not normalised first.
        $length = strlen($value) / 16 > $max ? mb_strlen($value, 'UTF-8') : Text::length($value);
        if ($length > $max) {
            $over = $length - $max;
            $this->fail($field, 'too_long', "At most $max characters; this is $over too many.");
        }
    }

    /** One of the words of a taxonomy: `sectors`, `themes` and the like. */
    public function term(string $field, string $value, string $terms): void
    {
        if (!in_array($value, array_column($this->forum[$terms], 'id'), true)) {
            $this->fail($field, 'unknown', 'This forum does not know this value.');
        }
    }

    /** A language in which people may write here. */
    public function language(string $field, string $value): void
    {
        if ($value === '') {
            $this->fail($field, 'required', 'Name the language of the text.');
        } elseif (!in_array($value, $this->forum['languages'], true)) {
            $this->fail($field, 'unknown', 'This forum does not take this language.');
        }
    }

    /** Words that the forum knows, each once. */
    public function each(string $field, array $given, array $known, string $tooMany, string $twice): void
    {
        if (count($given) > count($known)) {
            $this->fail($field, 'too_many', $tooMany);
            return;
        }
        foreach ($given as $at => $word) {
            if (in_array($word, array_slice($given, 0, $at), true)) {
                $this->fail("{$field}[$at]", 'repeated', $twice);
            } elseif (!in_array($word, $known, true)) {
                $this->fail("{$field}[$at]", 'unknown', 'This forum does not know this value.');
            }
        }
    }

    /** The ids of a taxonomy. */
    public function ids(string $terms): array
    {
        return array_column($this->forum[$terms], 'id');
    }

    /** The languages of the forum. */
    public function languages(): array
    {
        return $this->forum['languages'];
    }
}
