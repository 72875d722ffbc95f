<?php
declare(strict_types=1);

namespace OpenForum;

/** Texts that the forum has in several languages. */
final class Words
{
    /** The text in the language of the reader's screens, or the nearest that there is. */
    public static function of(array $texts): string
    {
        $language = explode('_', get_user_locale())[0];
        return (string) ($texts[$language] ?? $texts['en'] ?? reset($texts) ?: '');
    }
}
