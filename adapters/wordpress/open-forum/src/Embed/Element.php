<?php
declare(strict_types=1);

namespace OpenForum\Embed;

use OpenForum\Plugin;
use OpenForum\Settings;

/** The two lines of HTML that put the widget on a page: the shortcode `[open_forum]` and the block `open-forum/forum`. */
final class Element
{
    private const LOADER = 'open-forum';
    private const HOST = 'open-forum-host';

    /** Attributes of the element that an author of a page may set. */
    private const ATTRIBUTES = ['thread', 'lang', 'view', 'theme', 'address', 'loading', 'heading-level'];

    public static function register(): void
    {
        add_shortcode('open_forum', [self::class, 'shortcode']);
        wp_register_script(self::LOADER, WidgetFiles::url('open-forum.js'), [], null, true);
        wp_register_script(self::HOST, Plugin::url('assets/host.js'), [], Plugin::version(), true);
        wp_register_script(
            'open-forum-block',
            Plugin::url('assets/block.js'),
            ['wp-block-editor', 'wp-blocks', 'wp-components', 'wp-element', 'wp-i18n'],
            Plugin::version(),
            true,
        );
        wp_set_script_translations('open-forum-block', 'open-forum', Plugin::folder() . 'languages');
        add_filter('script_loader_tag', [self::class, 'tag'], 10, 2);
        register_block_type('open-forum/forum', [
            'api_version' => 2,
            'title' => __('Open Forum', 'open-forum'),
            'category' => 'widgets',
            'icon' => 'format-chat',
            'editor_script' => 'open-forum-block',
            'attributes' => array_fill_keys(['thread', 'lang', 'view', 'theme'], ['type' => 'string', 'default' => '']),
            'render_callback' => [self::class, 'render'],
            'supports' => ['html' => false, 'align' => ['wide', 'full']],
        ]);
    }

    public static function shortcode(mixed $attributes): string
    {
        // WordPress writes the names of attributes in small letters with underscores or hyphens, as they were typed.
        $given = [];
        foreach (is_array($attributes) ? $attributes : [] as $name => $value) {
            $given[str_replace('_', '-', (string) $name)] = (string) $value;
        }
        return self::render($given);
    }

    /** The element, with its script on the page. */
    public static function render(array $given): string
    {
        $link = sprintf('<a href="%s">%s</a>', esc_url((string) get_permalink()), esc_html__('Take part in the forum', 'open-forum'));
        if (is_feed()) {
            // Feed readers run no scripts.
            return "<p>$link</p>";
        }
        wp_enqueue_script(self::LOADER);
        wp_enqueue_script(self::HOST);
        $html = '<open-forum';
        foreach (self::attributes($given) as $name => $value) {
            $html .= sprintf(' %s="%s"', $name, esc_attr($value));
        }
        return "$html></open-forum>";
    }

    /** The loader is a module, which older WordPress has no word for. */
    public static function tag(string $tag, string $handle): string
    {
        return $handle === self::LOADER ? str_replace('<script ', '<script type="module" ', str_replace([" type='text/javascript'", ' type="text/javascript"'], '', $tag)) : $tag;
    }

    private static function attributes(array $given): array
    {
        $own = array_filter(array_intersect_key($given, array_flip(self::ATTRIBUTES)), fn (string $value): bool => $value !== '');
        $language = explode('_', get_locale())[0];
        $known = in_array($language, Settings::forum()['languages'], true) ? ['lang' => $language] : [];
        $attributes = ['backend' => 'wordpress', 'api' => rest_url()] + $own + $known;
        if (is_user_logged_in()) {
            // Who has a session gets its nonce, and a place for the next one: it lasts a day at most. `assets/host.js`
            // hands both over. An attribute `token` would say that there is never another one.
            $attributes['data-nonce'] = wp_create_nonce('wp_rest');
            $attributes['data-renew'] = admin_url('admin-ajax.php?action=rest-nonce');
        }
        $attributes['data-login'] = wp_login_url((string) get_permalink());
        return $attributes;
    }
}
