<?php
/**
 * Plugin Name:       Open Forum
 * Description:       Submissions, votes and comments of NGOs, companies and residents on this site, kept in its own database.
 * Version:           0.1.0
 * Requires at least: 6.1
 * Requires PHP:      8.2
 * License:           MIT
 * License URI:       https://opensource.org/license/mit
 * Text Domain:       open-forum
 * Domain Path:       /languages
 */

declare(strict_types=1);

defined('ABSPATH') || exit;

spl_autoload_register(static function (string $class): void {
    if (str_starts_with($class, 'OpenForum\\')) {
        $path = __DIR__ . '/src/' . strtr(substr($class, strlen('OpenForum\\')), '\\', '/') . '.php';
        if (is_file($path)) {
            require $path;
        }
    }
});

OpenForum\Plugin::start(__FILE__);
