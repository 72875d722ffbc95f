<?php
declare(strict_types=1);

namespace OpenForum\Admin;

use OpenForum\Roles;
use OpenForum\Settings;

/** The screen of settings: what the forum is called, its words, and who may read it from elsewhere. */
final class SettingsScreen
{
    public const PAGE = 'open-forum-settings';

    private const GROUP = 'open_forum';
    private const TERMS = ['sectors', 'themes', 'groups', 'countries'];
    private const FLAGS = ['premoderated', 'through_wordpress', 'delete_data'];

    /** What `clean` answered last: WordPress asks once more, about the answer, when it saves for the first time. */
    private static ?array $cleaned = null;

    public static function register(): void
    {
        register_setting(self::GROUP, Settings::OPTION, [
            'type' => 'array',
            'sanitize_callback' => [self::class, 'clean'],
            'show_in_rest' => false,
        ]);
        add_filter('option_page_capability_' . self::GROUP, static fn (): string => Roles::MANAGE);
    }

    /** What was typed as settings; what is wrong stays as it was and is told. */
    public static function clean(mixed $given): array
    {
        $before = (array) get_option(Settings::OPTION, []);
        if (!is_array($given)) {
            return $before;
        }
        if ($given === self::$cleaned) {
            return $given;
        }
        $text = fn (string $name): string => is_string($given[$name] ?? null) ? trim(wp_check_invalid_utf8($given[$name])) : '';
        $languages = array_values(array_unique(preg_split('/[\s,]+/', $text('languages'), -1, PREG_SPLIT_NO_EMPTY) ?: []));
        $areLanguages = $languages !== [] && array_filter($languages, fn (string $tag): bool => preg_match('/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/D', $tag) === 1) === $languages;
        if (!$areLanguages) {
            self::refuse(__('Languages are tags such as en and th.', 'open-forum'));
            $languages = Settings::forum()['languages'];
        }
        $after = ['languages' => $languages, 'default_language' => in_array($text('default_language'), $languages, true) ? $text('default_language') : $languages[0]];
        foreach (['name', 'description'] as $part) {
            foreach ($languages as $language) {
                $after[$part][$language] = $text("{$part}_$language");
            }
        }
        foreach (self::TERMS as $terms) {
            $typed = is_string($given[$terms] ?? null) ? self::terms($text($terms), $languages) : null;
            $after[$terms] = $typed ?? Settings::forum()[$terms];
        }
        $origins = preg_split('/\s+/', $text('origins'), -1, PREG_SPLIT_NO_EMPTY) ?: [];
        $areOrigins = array_filter($origins, fn (string $origin): bool => preg_match('~^https?://[a-z0-9.-]+(:\d{1,5})?$~D', $origin) === 1) === $origins;
        if (!$areOrigins) {
            self::refuse(__('Origins are such as https://www.example.go.th, each on its line, with nothing after them.', 'open-forum'));
        }
        $after['origins'] = $areOrigins ? $origins : Settings::origins();
        foreach (self::FLAGS as $flag) {
            $after[$flag] = isset($given[$flag]);
        }
        return self::$cleaned = $after;
    }

    public static function show(): void
    {
        $forum = Settings::forum();
        echo '<div class="wrap"><h1>' . esc_html(get_admin_page_title()) . '</h1>';
        settings_errors();
        printf('<form method="post" action="%s">', esc_url(admin_url('options.php')));
        settings_fields(self::GROUP);
        echo '<table class="form-table" role="presentation">';
        $name = fn (string $field): string => Settings::OPTION . "[$field]";
        $input = fn (string $field, string $value): string => sprintf('<input type="text" class="large-text" id="%s" name="%s" value="%s">', $field, esc_attr($name($field)), Html::text($value));
        $area = fn (string $field, string $value, int $rows): string => sprintf('<textarea class="large-text code" id="%s" name="%s" rows="%d">%s</textarea>', $field, esc_attr($name($field)), $rows, "\n" . Html::text($value));
        foreach ($forum['languages'] as $language) {
            /* translators: %s: tag of a language */
            Html::row("name_$language", sprintf(__('Name (%s)', 'open-forum'), $language), $input("name_$language", $forum['name'][$language] ?? ''));
            /* translators: %s: tag of a language */
            Html::row("description_$language", sprintf(__('Description (%s)', 'open-forum'), $language), $input("description_$language", $forum['description'][$language] ?? ''));
        }
        Html::row('languages', __('Languages', 'open-forum'), $input('languages', implode(', ', $forum['languages'])), __('In which people may write.', 'open-forum'));
        Html::row('default_language', __('Usual language', 'open-forum'), $input('default_language', $forum['default_language']));
        foreach (self::labels() as $terms => $label) {
            $lines = array_map(fn (array $term): string => implode(' | ', [$term['id'], ...array_map(fn (string $tag): string => $term['name'][$tag] ?? '', $forum['languages'])]), $forum[$terms]);
            /* translators: %s: tags of languages */
            $help = sprintf(__('One a line: id | %s. An id that is in use should stay.', 'open-forum'), implode(' | ', $forum['languages']));
            Html::row($terms, $label, $area($terms, implode("\n", $lines), 8), $help);
        }
        Html::row('origins', __('Other websites that may show the forum', 'open-forum'), $area('origins', implode("\n", Settings::origins()), 3), __('Their pages may read it, without being signed in here.', 'open-forum'));
        foreach (self::flagLabels() as $flag => $label) {
            $box = sprintf('<input type="checkbox" id="%1$s" name="%2$s" value="1"%3$s>', $flag, esc_attr($name($flag)), checked((bool) Settings::get($flag, false), true, false));
            Html::row($flag, $label, $box);
        }
        echo '</table>';
        submit_button();
        echo '</form></div>';
    }

    /** Lines of `id | name | name` as terms; null where one is wrong. */
    private static function terms(string $lines, array $languages): ?array
    {
        $terms = [];
        foreach (preg_split('/\R/u', $lines, -1, PREG_SPLIT_NO_EMPTY) ?: [] as $line) {
            $parts = array_map('trim', explode('|', $line));
            $id = array_shift($parts);
            if (preg_match('/^[A-Za-z0-9_]{1,64}$/D', $id) !== 1 || isset($terms["_$id"]) || ($parts[0] ?? '') === '') {
                /* translators: %s: a line that was typed */
                self::refuse(sprintf(__('This line is not right: %s', 'open-forum'), $line));
                return null;
            }
            $names = [];
            foreach ($languages as $at => $language) {
                $names[$language] = ($parts[$at] ?? '') === '' ? $parts[0] : $parts[$at];
            }
            $terms["_$id"] = ['id' => $id, 'name' => $names];
        }
        return array_values($terms);
    }

    private static function refuse(string $message): void
    {
        add_settings_error(Settings::OPTION, 'open-forum', $message);
    }

    private static function labels(): array
    {
        return [
            'sectors' => __('Sectors', 'open-forum'),
            'themes' => __('Themes', 'open-forum'),
            'groups' => __('Groups concerned', 'open-forum'),
            'countries' => __('Countries', 'open-forum'),
        ];
    }

    private static function flagLabels(): array
    {
        return [
            'premoderated' => __('In new threads, submissions wait for a moderator', 'open-forum'),
            'through_wordpress' => __("WordPress serves the widget's files, where the web server does not know .wasm", 'open-forum'),
            'delete_data' => __('Uninstalling deletes everything that people wrote', 'open-forum'),
        ];
    }
}
