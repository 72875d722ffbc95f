<?php
declare(strict_types=1);

namespace OpenForum\Admin;

use OpenForum\Roles;
use OpenForum\Store\Db;

/** The plugin's screens in wp-admin. */
final class Screens
{
    private const MENU = 'open-forum';

    public static function hook(): void
    {
        add_action('admin_menu', [self::class, 'menu']);
        add_action('admin_init', [SettingsScreen::class, 'register']);
    }

    public static function menu(): void
    {
        $waits = (int) Db::value('SELECT COUNT(*) FROM {queue}');
        $bubble = $waits === 0 ? '' : sprintf(' <span class="awaiting-mod">%s</span>', esc_html(number_format_i18n($waits)));
        add_menu_page(
            __('Submissions', 'open-forum'),
            esc_html__('Open Forum', 'open-forum') . $bubble,
            Roles::MODERATE,
            self::MENU,
            '__return_null',
            'dashicons-format-chat',
            26,
        );
        $submissions = new ItemsScreen('submission', self::MENU);
        self::page(self::MENU, __('Submissions', 'open-forum'), Roles::MODERATE, [$submissions, 'act'], [$submissions, 'show']);
        $comments = new ItemsScreen('comment', self::MENU . '-comments');
        self::page($comments->page, __('Comments', 'open-forum'), Roles::MODERATE, [$comments, 'act'], [$comments, 'show']);
        $threads = new ThreadsScreen(self::MENU . '-threads');
        self::page($threads->page, __('Threads', 'open-forum'), Roles::MANAGE, [$threads, 'act'], [$threads, 'show']);
        $settings = [SettingsScreen::class, 'show'];
        self::page(SettingsScreen::PAGE, __('Settings', 'open-forum'), Roles::MANAGE, null, $settings);
    }

    private static function page(string $slug, string $title, string $capability, ?callable $act, callable $show): void
    {
        $hook = add_submenu_page(self::MENU, $title, $title, $capability, $slug, $show);
        if ($act !== null && $hook !== false) {
            add_action("load-$hook", $act);
        }
    }
}
