<?php
declare(strict_types=1);

namespace OpenForum\Rules;

/** What officials send about threads, held against the forum's limits and words. */
final class ValidateThread
{
    private const ID = '/^[0-9a-z]{8}-[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{12}$/D';

    /** A new thread. */
    public static function draft(array $draft, array $forum): array
    {
        $check = new Check($forum);
        if ($draft['slug'] === '') {
            $check->fail('slug', 'required', "Name the thread's short name.");
        } elseif (!self::isSlug($draft['slug'])) {
            $message = 'Lower-case Latin letters, digits and single hyphens, at most 80, no id.';
            $check->fail('slug', 'invalid', $message);
        }
        self::texts($check, '', $draft);
        $check->language('language', $draft['language']);
        self::translations($check, $draft['language'], $draft['translations'] ?? []);
        self::dates($check, $draft['opens_at'] ?? null, $draft['voting_opens_at'] ?? null, $draft['closes_at'] ?? null);
        self::voting($check, $draft['voting']);
        $check->text('rules', $draft['rules'] ?? '', Limits::THREAD_RULES);
        self::asked($check, $draft);
        return $check->errors;
    }

    /** A change; dates are held against those that stay. `$current` is the thread's row. */
    public static function patch(array $patch, array $current, array $forum): array
    {
        $check = new Check($forum);
        if (isset($patch['title'])) {
            $check->requiredText('title', $patch['title'], Limits::TITLE);
        }
        if (isset($patch['summary'])) {
            $check->text('summary', $patch['summary'], Limits::SUMMARY);
        }
        if (isset($patch['body'])) {
            $check->text('body', $patch['body'], Limits::THREAD_BODY);
        }
        $dates = ['opens_at', 'voting_opens_at', 'closes_at'];
        if (array_intersect_key(array_flip($dates), array_filter($patch, 'is_string')) !== []) {
            self::dates($check, ...array_map(
                fn (string $name): ?string => $patch[$name] ?? Time::formatMaybe($current[$name]),
                $dates
            ));
        }
        if (isset($patch['rules'])) {
            $check->text('rules', $patch['rules'], Limits::THREAD_RULES);
        }
        self::asked($check, $patch);
        if (isset($patch['translations'])) {
            self::translations($check, $current['language'], $patch['translations']);
        }
        if (isset($patch['voting'])) {
            self::voting($check, $patch['voting']);
        }
        return $check->errors;
    }

    /**
     * Whether a text may be a slug: lower-case ASCII letters, digits and
     * single hyphens between them, and not of the form of an id, because a
     * slug stands wherever an id may.
     */
    public static function isSlug(string $text): bool
    {
        return strlen($text) <= Limits::SLUG
            && preg_match(self::ID, $text) !== 1
            && preg_match('/^[a-z0-9]+(?:-[a-z0-9]+)*$/D', $text) === 1;
    }

    private static function texts(Check $check, string $prefix, array $draft): void
    {
        $check->requiredText("{$prefix}title", $draft['title'], Limits::TITLE);
        $check->text("{$prefix}summary", $draft['summary'] ?? '', Limits::SUMMARY);
        $check->text("{$prefix}body", $draft['body'] ?? '', Limits::THREAD_BODY);
    }

    /** The same texts in other languages, each once. */
    private static function translations(Check $check, string $own, array $translations): void
    {
        $seen = [$own];
        foreach ($translations as $at => $translation) {
            $field = "translations[$at].";
            if (in_array($translation['language'], $seen, true)) {
                $check->fail("{$field}language", 'repeated', 'This language is given twice.');
            } else {
                $check->language("{$field}language", $translation['language']);
            }
            $seen[] = $translation['language'];
            self::texts($check, $field, $translation);
        }
    }

    private static function asked(Check $check, array $draft): void
    {
        foreach (['languages' => $check->languages(), 'sectors' => $check->ids('sectors')] as $name => $known) {
            if (isset($draft[$name])) {
                $check->each($name, $draft[$name], $known, 'At most ' . count($known) . '.', 'This is given twice.');
            }
        }
    }

    private static function dates(Check $check, ?string $opens, ?string $voting, ?string $closes): void
    {
        $opens = self::moment($check, 'opens_at', $opens);
        $voting = self::moment($check, 'voting_opens_at', $voting);
        $closes = self::moment($check, 'closes_at', $closes);
        if ($voting !== null && $opens !== null && $voting < $opens) {
            $check->fail('voting_opens_at', 'invalid', 'Voting cannot begin before the thread opens.');
        }
        $begins = array_filter([$opens, $voting], 'is_int');
        if ($closes !== null && $begins !== [] && $closes <= max($begins)) {
            $message = 'The end must be later than the beginning, and than that of voting.';
            $check->fail('closes_at', 'invalid', $message);
        }
    }

    private static function moment(Check $check, string $field, ?string $text): ?int
    {
        $moment = $text === null ? null : Time::parse($text);
        if ($text !== null && $moment === null) {
            $check->fail($field, 'invalid', 'A date and time such as 2021-08-26T03:42:00Z.');
        }
        return $moment;
    }

    private static function voting(Check $check, array $voting): void
    {
        if (isset($voting['budget'])) {
            if ($voting['mode'] === 'opinion') {
                $check->fail('voting.budget', 'invalid', 'Only votes of support have a budget.');
            } elseif ($voting['budget'] === 0) {
                $check->fail('voting.budget', 'invalid', 'At least 1.');
            }
        }
        if (isset($voting['answer_at'])) {
            $check->fail('voting.answer_at', 'invalid', 'This backend keeps no ledger of answers that are owed.');
        }
    }
}
