// The block in the editor: which thread, in which language. What is shown on the page comes from the server.
(({ blocks, blockEditor, components, element, i18n }) => {
  const { createElement: el, Fragment } = element;
  const { __ } = i18n;
  const field = (props, name, label, help) =>
    el(components.TextControl, {
      key: name,
      label,
      help,
      value: props.attributes[name],
      onChange: (value) => props.setAttributes({ [name]: value.trim() }),
    });
  blocks.registerBlockType("open-forum/forum", {
    apiVersion: 2,
    title: __("Open Forum", "open-forum"),
    description: __("Submissions, votes and comments of a thread.", "open-forum"),
    category: "widgets",
    icon: "format-chat",
    attributes: Object.fromEntries(["thread", "lang", "view", "theme"].map((name) => [name, { type: "string", default: "" }])),
    supports: { html: false, align: ["wide", "full"] },
    edit: (props) => {
      const { thread } = props.attributes;
      const told = thread ? `[${thread}]` : __("All threads", "open-forum");
      return el(
        Fragment,
        null,
        el(
          blockEditor.InspectorControls,
          null,
          el(
            components.PanelBody,
            { title: __("Forum", "open-forum") },
            field(props, "thread", __("Thread", "open-forum"), __("Its short name; empty shows the list of threads.", "open-forum")),
            field(props, "lang", __("Language", "open-forum"), __("en or th; empty takes that of the site.", "open-forum")),
          ),
        ),
        el(
          "div",
          blockEditor.useBlockProps(),
          el(components.Placeholder, { icon: "format-chat", label: __("Open Forum", "open-forum"), instructions: told }, field(props, "thread", __("Thread", "open-forum"))),
        ),
      );
    },
    save: () => null,
  });
})(window.wp);
