<?php
declare(strict_types=1);

namespace OpenForum;

use OpenForum\Admin\Screens;
use OpenForum\Embed\Element;
use OpenForum\Embed\WidgetFiles;
use OpenForum\Rest\Cors;
use OpenForum\Rest\Problems;
use OpenForum\Rest\Routes;
use OpenForum\Store\Creation;
use OpenForum\Store\Pace;
use OpenForum\Store\Schema;

/** What hangs on which of WordPress's hooks. */
final class Plugin
{
    private const CRON = 'open_forum_sweep';

    private static string $file;

    public static function start(string $file): void
    {
        self::$file = $file;
        register_activation_hook($file, [self::class, 'activate']);
        register_deactivation_hook($file, [self::class, 'deactivate']);
        add_action('init', [self::class, 'init']);
        add_action('rest_api_init', [Routes::class, 'register']);
        add_action('rest_api_init', [WidgetFiles::class, 'register']);
        add_filter('rest_jsonp_enabled', [Cors::class, 'jsonp']);
        add_filter('rest_post_dispatch', [Problems::class, 'convert'], 5, 3);
        // After WordPress's own headers, which it sends at 10.
        add_filter('rest_pre_serve_request', [Cors::class, 'send'], 20, 3);
        add_filter('map_meta_cap', [Roles::class, 'map'], 10, 3);
        add_action(self::CRON, [self::class, 'sweep']);
        add_action('update_option_' . Settings::OPTION, [Settings::class, 'changed'], 10, 2);
        Users::hook();
        if (is_admin()) {
            Screens::hook();
        }
    }

    public static function init(): void
    {
        load_plugin_textdomain('open-forum', false, dirname(plugin_basename(self::$file)) . '/languages');
        // Whoever replaces the plugin's files by newer ones does not switch it on again.
        Schema::bring();
        Element::register();
    }

    public static function activate(): void
    {
        $obstacle = Schema::obstacle();
        if ($obstacle !== null) {
            deactivate_plugins(plugin_basename(self::$file));
            wp_die(esc_html($obstacle), '', ['back_link' => true]);
        }
        Schema::bring();
        Roles::give();
        if (!wp_next_scheduled(self::CRON)) {
            wp_schedule_event(time() + HOUR_IN_SECONDS, 'hourly', self::CRON);
        }
    }

    public static function deactivate(): void
    {
        wp_clear_scheduled_hook(self::CRON);
    }

    /** Forgets what is kept for a while only. */
    public static function sweep(): void
    {
        Creation::sweep();
        Pace::sweep();
    }

    /** The plugin's folder, with a slash at its end. */
    public static function folder(): string
    {
        return plugin_dir_path(self::$file);
    }

    /** The address of one of the plugin's files. */
    public static function url(string $path): string
    {
        return plugins_url($path, self::$file);
    }

    /** The version of the plugin, for addresses of its files. */
    public static function version(): string
    {
        return (string) get_file_data(self::$file, ['version' => 'Version'])['version'];
    }
}
