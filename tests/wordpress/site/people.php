<?php
// Switches the plugin on and makes the people of the tests: `login` is `login-password` for each.
$_SERVER['HTTP_HOST'] = parse_url((string) getenv('SITE_URL'), PHP_URL_HOST);
require getenv('SITE_WORDPRESS') . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';
update_option('permalink_structure', '/%postname%/');
update_option('timezone_string', 'Asia/Bangkok');
// Pictures of people would be asked for at another host.
update_option('show_avatars', 0);
switch_theme('twentytwentythree');
$failed = activate_plugin('open-forum/open-forum.php');
if (is_wp_error($failed)) {
    fwrite(STDERR, $failed->get_error_message() . "\n");
    exit(1);
}
$people = [['edith', 'editor'], ['contrib', 'contributor'], ['nobody', '']];
for ($number = 0; $number < 24; $number++) {
    $people[] = ["sub$number", 'subscriber'];
}
$sectors = ['cso', 'business', 'resident', 'academia'];
foreach ($people as $number => [$login, $role]) {
    $id = wp_insert_user([
        'user_login' => $login,
        'user_pass' => "$login-password",
        'user_email' => "$login@example.org",
        'display_name' => $login === 'sub9' ? $login : ucfirst($login) . ' Person',
        'role' => $role,
    ]);
    update_user_meta($id, 'open_forum_sector', $sectors[$number % 4]);
    update_user_meta($id, 'open_forum_country', 'TH');
}
wp_update_user(['ID' => 1, 'display_name' => 'The Ministry']);
flush_rewrite_rules();
