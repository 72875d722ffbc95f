<?php
declare(strict_types=1);

namespace OpenForum;

use OpenForum\Rules\Limits;
use OpenForum\Store\Cells;

/** What this site's forum is: the built-in profile with what the administrator changed. */
final class Settings
{
    public const OPTION = 'open_forum_settings';

    /** What this backend can do; the widget shows only that. */
    public const CAPABILITIES = [
        'vote_opinion', 'vote_support', 'vote_change', 'vote_withdraw', 'exact_totals', 'sectors', 'submit', 'edit',
        'withdraw', 'comments', 'flags', 'search', 'similar', 'history', 'idempotency', 'moderation',
    ];

    /** Parts of the profile that an administrator may change. */
    public const PARTS = [
        'name', 'description', 'languages', 'default_language', 'sectors', 'countries', 'themes', 'groups',
    ];

    private static ?array $forum = null;

    /** What the administrator set, beside the profile: `origins`, `premoderated`, `through_wordpress`, `delete_data`. */
    public static function get(string $name, mixed $default = null): mixed
    {
        $settings = get_option(self::OPTION, []);
        return is_array($settings) ? $settings[$name] ?? $default : $default;
    }

    /** The forum as everybody reads it. */
    public static function forum(): array
    {
        return self::$forum ??= self::read();
    }

    /** Reads the settings afresh. */
    public static function forget(): void
    {
        self::$forum = null;
    }

    /** Lets what follows from the settings follow a change of them. */
    public static function changed(mixed $before, mixed $after): void
    {
        self::forget();
        if (($before['sectors'] ?? null) !== ($after['sectors'] ?? null)) {
            Cells::rescoreAll();
        }
    }

    /** Origins whose pages may read the forum from a browser, as `https://host[:port]`. */
    public static function origins(): array
    {
        return array_values(array_filter((array) self::get('origins', []), 'is_string'));
    }

    /** The profile that is built in: the same that the project's server has. */
    public static function builtIn(): array
    {
        $json = (string) file_get_contents(Plugin::folder() . 'forum.json');
        $profile = json_decode($json, true, 32, JSON_THROW_ON_ERROR);
        $profile['name'] = ['en' => 'Open Forum', 'th' => 'เวทีรับฟังความคิดเห็น'];
        $profile['description'] = ['en' => '', 'th' => ''];
        return $profile;
    }

    private static function read(): array
    {
        $profile = self::builtIn();
        foreach (self::PARTS as $part) {
            $profile[$part] = self::get($part, $profile[$part]);
        }
        $without = $profile['sectors'] === [] ? ['sectors'] : [];
        $forum = [
            'name' => $profile['name'],
            'description' => $profile['description'],
            'languages' => $profile['languages'],
            'default_language' => $profile['default_language'],
            'time_zone' => self::timeZone(),
            'sectors' => $profile['sectors'],
            'countries' => $profile['countries'],
            'themes' => $profile['themes'],
            'groups' => $profile['groups'],
            'kinds' => $profile['kinds'],
            'statuses' => $profile['statuses'],
            'limits' => [
                'title_max' => Limits::TITLE,
                'body_max' => Limits::BODY,
                'comment_max' => Limits::COMMENT,
                'links_max' => Limits::LINKS,
            ],
            'capabilities' => array_values(array_diff(self::CAPABILITIES, $without)),
            'sign_in' => ['host_token'],
            'providers' => [],
            'reasons' => self::reasons($profile['reasons']),
            'offices' => [],
            'answer_days' => 0,
            'demo' => false,
        ];
        return (array) apply_filters('open_forum_forum', $forum);
    }

    /** Reasons for what this backend decides. */
    private static function reasons(array $reasons): array
    {
        $decided = ['reject', 'hide', 'request_edit', 'lock'];
        foreach ($reasons as &$reason) {
            $reason['actions'] = array_values(array_intersect($reason['actions'], $decided));
        }
        return array_values(array_filter($reasons, fn (array $reason): bool => $reason['actions'] !== []));
    }

    /** The site's time zone as an IANA name, also where the site has a bare offset. */
    private static function timeZone(): string
    {
        $name = wp_timezone_string();
        if (preg_match('/^([+-])(\d\d):\d\d$/', $name, $found) !== 1) {
            return $name;
        }
        // The signs of these names are the other way round.
        $hours = (int) $found[2];
        return $hours === 0 ? 'Etc/GMT' : 'Etc/GMT' . ($found[1] === '+' ? '-' : '+') . $hours;
    }
}
