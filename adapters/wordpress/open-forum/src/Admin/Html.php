<?php
declare(strict_types=1);

namespace OpenForum\Admin;

/** Parts of the plugin's screens. */
final class Html
{
    /**
     * What a person wrote, as text. (WordPress's own `esc_html` leaves what
     * looks like an entity as it is, so that `&amp;` would come out as `&`.)
     */
    public static function text(?string $text): string
    {
        return htmlspecialchars((string) $text, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8');
    }

    /** A text of several lines, as typed. */
    public static function block(string $text, string $language = ''): string
    {
        $lang = $language === '' ? '' : ' lang="' . esc_attr($language) . '"';
        return "<div$lang dir=\"auto\" style=\"white-space: pre-wrap; overflow-wrap: anywhere; max-width: 60em\">"
            . self::text($text) . '</div>';
    }

    /** A moment in the site's time zone. */
    public static function time(int $ms): string
    {
        $format = get_option('date_format') . ' ' . get_option('time_format');
        return esc_html((string) wp_date($format, intdiv($ms, 1000)));
    }

    /** `<option>`s of words, by value. */
    public static function options(array $words, ?string $chosen): string
    {
        $html = '';
        foreach ($words as $value => $label) {
            $html .= sprintf(
                '<option value="%s"%s>%s</option>',
                esc_attr((string) $value),
                selected((string) $chosen, (string) $value, false),
                esc_html($label),
            );
        }
        return $html;
    }

    /** A row of a form: a label and what it is for. */
    public static function row(string $id, string $label, string $field, string $help = ''): void
    {
        $help = $help === '' ? '' : '<p class="description">' . esc_html($help) . '</p>';
        printf('<tr><th scope="row"><label for="%s">%s</label></th><td>%s%s</td></tr>', esc_attr($id), esc_html($label), $field, $help);
    }

    /** A notice at the top of a screen. */
    public static function notice(string $kind, string $message): void
    {
        printf('<div class="notice notice-%s is-dismissible"><p>%s</p></div>', esc_attr($kind), esc_html($message));
    }
}
