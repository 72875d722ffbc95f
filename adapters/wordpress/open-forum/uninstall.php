<?php
/**
 * Uninstalling keeps what people wrote, unless the settings say otherwise.
 */

declare(strict_types=1);

defined('WP_UNINSTALL_PLUGIN') || exit;

require __DIR__ . '/open-forum.php';

OpenForum\Roles::take();
if (OpenForum\Settings::get('delete_data', false)) {
    OpenForum\Store\Schema::drop();
    delete_option(OpenForum\Settings::OPTION);
    delete_metadata('user', 0, OpenForum\Store\Participants::SECTOR, '', true);
    delete_metadata('user', 0, OpenForum\Store\Participants::COUNTRY, '', true);
}
