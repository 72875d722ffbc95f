<?php
declare(strict_types=1);

namespace OpenForum\Rules;

/** A forum's words in one language; `crates/rules/src/forum.rs` does the same. */
final class Language
{
    /** Leaves every text in the asked language, else its primary part, else the forum's default; one that has none of these stays whole. */
    public static function keep(array $forum, string $lang): array
    {
        $wanted = [$lang, explode('-', $lang)[0], $forum['default_language']];
        $one = static function (array $text) use ($wanted): array {
            foreach ($wanted as $tag) {
                if (isset($text[$tag])) {
                    return [$tag => $text[$tag]];
                }
            }
            return $text;
        };
        $texts = static fn (array $of): array => array_merge($of, array_map($one, array_intersect_key($of, ['name' => 0, 'description' => 0, 'text' => 0])));
        foreach (['sectors', 'countries', 'themes', 'groups', 'kinds', 'statuses', 'reasons', 'offices', 'providers'] as $terms) {
            $forum[$terms] = array_map($texts, $forum[$terms]);
        }
        return $texts($forum);
    }
}
