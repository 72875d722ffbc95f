<?php
// Installs WordPress without its pages; `php install.php` after `SITE_…` are set.
define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = parse_url((string) getenv('SITE_URL'), PHP_URL_HOST);
require getenv('SITE_WORDPRESS') . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Ministry', 'boss', 'boss@example.org', true, '', 'boss-password');
