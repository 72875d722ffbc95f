#!/usr/bin/env bash
# A WordPress of its own with the plugin in it, on this machine alone: MariaDB by a socket, PHP's own server.
#
#   site.sh start FOLDER    makes it in a new folder and starts it; FOLDER/url says where
#   site.sh stop FOLDER     ends what was started, by its process ids
#
# WORDPRESS is an unpacked WordPress, PLUGIN the plugin's folder, PORT the port. Needs php-cli with mysql, intl and
# mbstring, and mariadb-server-core.
set -euo pipefail
export PATH=$PATH:/usr/sbin
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
verb=$1
folder=$2

stop() {
  for name in php mariadb; do
    pid=$(cat "$folder/run/$name.pid" 2>/dev/null) || continue
    # The server's workers are in the group that it leads.
    kill -TERM -- "-$pid" 2>/dev/null || kill -TERM "$pid" 2>/dev/null || true
    for _ in $(seq 100); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.1
    done
    rm -f "$folder/run/$name.pid"
  done
}

if [ "$verb" = stop ]; then
  stop
  exit 0
fi

mkdir -p "$folder"/{run,data,content/plugins,content/themes,content/mu-plugins,content/languages}
folder=$(cd "$folder" && pwd)
trap 'code=$?; [ $code = 0 ] || { stop; tail -n 40 "$folder"/run/*.log >&2; }' EXIT
export SITE_FOLDER=$folder SITE_WORDPRESS=$WORDPRESS SITE_URL=http://127.0.0.1:$PORT

# The database does not run as root.
as=()
if [ "$(id -u)" = 0 ]; then
  chmod 755 "$folder"
  chown nobody "$folder/data" "$folder/run"
  as=(--user=nobody)
fi
mariadb-install-db --no-defaults --datadir="$folder/data" --auth-root-authentication-method=normal --skip-test-db \
  "${as[@]}" >"$folder/run/install.log" 2>&1
setsid mariadbd --no-defaults --datadir="$folder/data" --socket="$folder/run/mariadb.sock" --skip-networking "${as[@]}" \
  --pid-file="$folder/run/mariadbd.pid" --innodb-buffer-pool-size=64M --innodb-flush-log-at-trx-commit=2 \
  --skip-log-bin --max-connections=100 </dev/null >"$folder/run/mariadb.log" 2>&1 &
echo $! >"$folder/run/mariadb.pid"
php=(php -d opcache.enable_cli=1 -d "mysqli.default_socket=$folder/run/mariadb.sock" -d memory_limit=256M)
for attempt in $(seq 200); do
  "${php[@]}" -r '
    mysqli_report(MYSQLI_REPORT_OFF);
    $db = @mysqli_connect("localhost", "root", "");
    if (!$db) exit(1);
    foreach (["CREATE DATABASE wordpress CHARACTER SET utf8mb4",
              "GRANT ALL ON wordpress.* TO wordpress@localhost IDENTIFIED BY \"wordpress\""] as $sql) $db->query($sql) or die($db->error);
  ' 2>/dev/null && break
  [ "$attempt" = 200 ] && { echo 'MariaDB did not start' >&2; exit 1; }
  sleep 0.1
done

cp "$here/site/wp-config.php" "$WORDPRESS/wp-config.php"
cp "$here/site/mu-plugin.php" "$folder/content/mu-plugins/of-tests.php"
ln -sfn "$PLUGIN" "$folder/content/plugins/open-forum"
for theme in "$WORDPRESS"/wp-content/themes/*/; do
  ln -sfn "${theme%/}" "$folder/content/themes/"
done
"${php[@]}" "$here/site/install.php" >"$folder/run/wordpress.log" 2>&1
"${php[@]}" "$here/site/people.php" >>"$folder/run/wordpress.log" 2>&1

PHP_CLI_SERVER_WORKERS=${WORKERS:-8} setsid "${php[@]}" -S "127.0.0.1:$PORT" -t "$WORDPRESS" "$here/site/router.php" \
  </dev/null >"$folder/run/php.log" 2>&1 &
echo $! >"$folder/run/php.pid"
for attempt in $(seq 200); do
  "${php[@]}" -r 'exit(@file_get_contents(getenv("SITE_URL") . "/wp-json/open-forum/v1/forum") ? 0 : 1);' && break
  [ "$attempt" = 200 ] && { echo 'the site does not answer' >&2; exit 1; }
  sleep 0.1
done
echo "$SITE_URL" >"$folder/url"
