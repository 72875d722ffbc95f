<?php
declare(strict_types=1);

namespace OpenForum\Rules;

/**
 * What people send, held against the forum's limits and words. Text is taken
 * exactly as typed; the one character that is refused is U+0000. Every function
 * answers all errors at once. Drafts have the shape that `Rest\Shape` read.
 */
final class Validate
{
    /** A new submission. */
    public static function submission(array $draft, array $forum): array
    {
        $check = new Check($forum);
        $check->term('kind', $draft['kind'], 'kinds');
        $check->requiredText('title', $draft['title'], Limits::TITLE);
        $check->text('body', $draft['body'] ?? '', Limits::BODY);
        $check->language('language', $draft['language']);
        if (isset($draft['theme'])) {
            $check->term('theme', $draft['theme'], 'themes');
        }
        self::groups($check, $draft['groups'] ?? []);
        self::links($check, $draft['links'] ?? []);
        self::organisation($check, $draft);
        return $check->errors;
    }

    /** An edit; an empty theme takes the theme away. */
    public static function submissionPatch(array $patch, array $forum): array
    {
        $check = new Check($forum);
        if (isset($patch['kind'])) {
            $check->term('kind', $patch['kind'], 'kinds');
        }
        if (isset($patch['title'])) {
            $check->requiredText('title', $patch['title'], Limits::TITLE);
        }
        if (isset($patch['body'])) {
            $check->text('body', $patch['body'], Limits::BODY);
        }
        if (($patch['theme'] ?? '') !== '') {
            $check->term('theme', $patch['theme'], 'themes');
        }
        if (isset($patch['groups'])) {
            self::groups($check, $patch['groups']);
        }
        if (isset($patch['links'])) {
            self::links($check, $patch['links']);
        }
        return $check->errors;
    }

    /** A new comment. Whether `reply_to` is here is for the storage to say. */
    public static function comment(array $draft, array $forum): array
    {
        $check = new Check($forum);
        $check->requiredText('body', $draft['body'], Limits::COMMENT);
        if (isset($draft['language'])) {
            $check->language('language', $draft['language']);
        }
        self::organisation($check, $draft);
        return $check->errors;
    }

    /** A report. */
    public static function flag(array $draft, array $forum): array
    {
        $check = new Check($forum);
        $note = $draft['note'] ?? '';
        if ($draft['reason'] === 'other' && Text::isBlank($note)) {
            $check->fail('note', 'required', 'Say in a few words what is wrong.');
        } else {
            $check->text('note', $note, Limits::FLAG_NOTE);
        }
        return $check->errors;
    }

    /** A decision. Whether it follows from how the thing stands is for the storage to say. */
    public static function decision(array $draft, array $forum): array
    {
        $check = new Check($forum);
        $action = $draft['action'];
        if (!Decisions::isFor($action, $draft['target']['kind'])) {
            $check->fail('action', 'invalid', 'This is not decided about such a thing.');
        }
        $reasons = array_column($forum['reasons'], 'actions', 'id');
        $reason = $draft['reason'] ?? null;
        if ($reason === null) {
            if (Decisions::needsReason($action)) {
                $check->fail('reason', 'required', 'Say why: the author reads it.');
            }
        } elseif (!isset($reasons[$reason])) {
            $check->fail('reason', 'unknown', 'This forum does not know this reason.');
        } elseif (!in_array($action, $reasons[$reason], true)) {
            $check->fail('reason', 'invalid', 'This reason is for other decisions.');
        }
        $check->text('note', $draft['note'] ?? '', Limits::MODERATION_TEXT);
        $check->text('message', $draft['message'] ?? '', Limits::MODERATION_TEXT);
        if (isset($draft['into'])) {
            $check->fail('into', 'invalid', 'Only to move and to merge.');
        }
        return $check->errors;
    }

    private static function groups(Check $check, array $groups): void
    {
        $known = $check->ids('groups');
        $check->each('groups', $groups, $known, 'At most ' . count($known) . ' groups.', 'This group is given twice.');
    }

    private static function links(Check $check, array $links): void
    {
        if (count($links) > Limits::LINKS) {
            $check->fail('links', 'too_many', 'At most ' . Limits::LINKS . ' links.');
            return;
        }
        foreach ($links as $at => $link) {
            $field = "links[$at].url";
            $before = array_column(array_slice($links, 0, $at), 'url');
            if ($link['url'] === '') {
                $check->fail($field, 'required', 'Write an address here.');
            } elseif (mb_strlen($link['url'], 'UTF-8') > Limits::URL) {
                $check->fail($field, 'too_long', 'At most ' . Limits::URL . ' characters.');
            } elseif (!Link::isAllowed($link['url'])) {
                $check->fail($field, 'invalid', 'An address that begins with https://, http:// or mailto:.');
            } elseif (in_array($link['url'], $before, true)) {
                $check->fail($field, 'repeated', 'This address is given twice.');
            }
            $check->text("links[$at].label", $link['label'] ?? '', Limits::LABEL);
        }
    }

    /** Organisations are not registered here, so that nobody can speak for one. */
    private static function organisation(Check $check, array $draft): void
    {
        if (isset($draft['organisation'])) {
            $check->fail('organisation', 'unknown', 'No organisation of yours has this id.');
        }
    }
}
