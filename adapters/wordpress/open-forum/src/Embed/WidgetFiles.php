<?php
declare(strict_types=1);

namespace OpenForum\Embed;

use OpenForum\Plugin;
use OpenForum\Problem;
use OpenForum\Rest\Problems;
use OpenForum\Rest\Routes;
use OpenForum\Settings;

/**
 * The widget's files, which packaging puts into `widget/`. A web server serves
 * them as any other; where it does not know `.wasm`, or keeps unknown files
 * back, WordPress serves them with their media types
 * (`…/open-forum/v1/widget/…`, a setting).
 */
final class WidgetFiles
{
    private const TYPES = [
        'js' => 'text/javascript; charset=utf-8',
        'css' => 'text/css; charset=utf-8',
        'json' => 'application/json',
        'wasm' => 'application/wasm',
    ];

    public static function register(): void
    {
        register_rest_route(Routes::NAMESPACE, '/widget/(?P<file>[A-Za-z0-9_./-]+)', [
            'methods' => 'GET',
            'callback' => [self::class, 'serve'],
            // They are public files.
            'permission_callback' => '__return_true',
        ]);
    }

    /** The address of one of the files. */
    public static function url(string $file): string
    {
        // The script finds the others beside itself, which an address with `?rest_route=` has no place for.
        $isThrough = Settings::get('through_wordpress', false) && get_option('permalink_structure');
        return $isThrough ? Routes::address("/widget/$file") : Plugin::url("widget/$file");
    }

    public static function serve(\WP_REST_Request $request): \WP_REST_Response
    {
        $file = (string) $request->get_url_params()['file'];
        $path = Plugin::folder() . "widget/$file";
        $type = self::TYPES[pathinfo($file, PATHINFO_EXTENSION)] ?? null;
        $isWithin = preg_match('~^(?:[A-Za-z0-9_-][A-Za-z0-9_.-]*/)*[A-Za-z0-9_-][A-Za-z0-9_.-]*$~D', $file) === 1;
        if ($type === null || !$isWithin || !is_file($path)) {
            return Problems::answer(new Problem('not-found'));
        }
        add_filter('rest_pre_serve_request', static function () use ($path, $type, $file): bool {
            header("Content-Type: $type");
            header('Content-Length: ' . filesize($path));
            // Files under assets/ carry a hash in their names.
            header('Cache-Control: ' . (str_starts_with($file, 'assets/') ? 'public, max-age=31536000, immutable' : 'public, no-cache'));
            // A module of another origin's page asks so.
            header('Access-Control-Allow-Origin: *');
            header_remove('Content-Security-Policy');
            readfile($path);
            return true;
        }, 30);
        return new \WP_REST_Response();
    }
}
