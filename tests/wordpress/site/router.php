<?php
// What a web server does: files as they are, everything else by WordPress.
$path = rawurldecode((string) parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH));
$root = (string) getenv('SITE_WORDPRESS');
if (str_starts_with($path, '/wp-content/')) {
    $file = realpath(getenv('SITE_FOLDER') . '/content/' . substr($path, strlen('/wp-content/')));
    $types = ['js' => 'text/javascript', 'css' => 'text/css', 'json' => 'application/json', 'svg' => 'image/svg+xml'];
    // As many a host does, this one does not know WebAssembly.
    if ($file !== false && is_file($file) && !str_ends_with($file, '.php')) {
        header('Content-Type: ' . ($types[pathinfo($file, PATHINFO_EXTENSION)] ?? 'application/octet-stream'));
        readfile($file);
        return;
    }
    http_response_code(404);
    return;
}
$file = realpath($root . $path);
if ($file !== false && is_file($file)) {
    return false;
}
if ($file !== false && is_file("$file/index.php") && $path !== '/') {
    if (!str_ends_with($path, '/')) {
        header("Location: $path/");
        return;
    }
    $_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = $path . 'index.php';
    chdir($file);
    require "$file/index.php";
    return;
}
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = '/index.php';
require $root . '/index.php';
