/** The emoji that have a picture here; any other short code is shown as it was written. */

const TABLE = `
+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ eyes 👀
raised_hands 🙌 tada 🎉 clap 👏 pray 🙏 wave 👋 muscle 💪 ok_hand 👌 raised_hand ✋ point_right 👉 point_left 👈
point_up ☝️ point_down 👇 handshake 🤝 writing_hand ✍️ heart ❤️ green_heart 💚 blue_heart 💙 yellow_heart 💛
smile 😄 slightly_smiling_face 🙂 simple_smile 🙂 grin 😁 joy 😂 wink 😉 blush 😊 thinking_face 🤔 sweat_smile 😅
sob 😭 cry 😢 relieved 😌 sunglasses 😎 nerd_face 🤓 partying_face 🥳 open_mouth 😮 hugging_face 🤗 sleeping 😴
bulb 💡 pencil 📝 memo 📝 pencil2 ✏️ fire 🔥 seedling 🌱 herb 🌿 deciduous_tree 🌳 evergreen_tree 🌲 snowflake ❄️
sunny ☀️ sunrise 🌅 crescent_moon 🌙 star ⭐ star2 🌟 sparkles ✨ rainbow 🌈 mag 🔍 mag_right 🔎 speech_balloon 💬
thought_balloon 💭 left_speech_bubble 🗨️ hourglass ⌛ hourglass_flowing_sand ⏳ stopwatch ⏱️ alarm_clock ⏰ timer_clock ⏲️
calendar 📅 date 📅 spiral_calendar_pad 🗓️ spiral_calendar 🗓️ clock9 🕘 bell 🔔 no_bell 🔕 lock 🔒 unlock 🔓 key 🔑
shield 🛡️ warning ⚠️ rotating_light 🚨 no_entry ⛔ no_entry_sign 🚫 construction 🚧 information_source ℹ️ question ❓
grey_question ❔ exclamation ❗ arrow_right ➡️ arrow_left ⬅️ arrow_up ⬆️ arrow_down ⬇️ arrow_upper_right ↗️ repeat 🔁
arrows_counterclockwise 🔄 twisted_rightwards_arrows 🔀 black_right_pointing_double_triangle_with_vertical_bar ⏭️
double_vertical_bar ⏸️ arrow_forward ▶️ rocket 🚀 dart 🎯 trophy 🏆 medal 🏅 sports_medal 🏅 first_place_medal 🥇
mortar_board 🎓 books 📚 book 📖 open_book 📖 bookmark 🔖 label 🏷️ clipboard 📋 pushpin 📌 paperclip 📎 link 🔗
bar_chart 📊 chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 gear ⚙️ wrench 🔧 hammer_and_wrench 🛠️
toolbox 🧰 jigsaw 🧩 compass 🧭 world_map 🗺️ hospital 🏥 stethoscope 🩺 pill 💊 dna 🧬 microscope 🔬 test_tube 🧪
brain 🧠 busts_in_silhouette 👥 bust_in_silhouette 👤 speaking_head_in_silhouette 🗣️ robot_face 🤖 coffee ☕ cake 🍰
beach_with_umbrella 🏖️ palm_tree 🌴 house 🏠 door 🚪 package 📦 inbox_tray 📥 outbox_tray 📤 envelope ✉️ email 📧
mailbox 📫 wastebasket 🗑️ floppy_disk 💾 computer 💻 game_die 🎲 crystal_ball 🔮 new 🆕 100 💯 zap ⚡ boom 💥
large_green_circle 🟢 large_yellow_circle 🟡 large_orange_circle 🟠 red_circle 🔴 large_blue_circle 🔵
white_circle ⚪ black_circle ⚫ large_green_square 🟩 large_yellow_square 🟨 large_orange_square 🟧 large_red_square 🟥
large_blue_square 🟦 white_large_square ⬜ black_large_square ⬛ white_small_square ▫️ black_small_square ▪️
small_blue_diamond 🔹 one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ see_no_evil 🙈 turtle 🐢 bookmark_tabs 📑 scroll 📜
`;

const words = TABLE.trim().split(/\s+/);
const PICTURES = new Map();
for (let i = 0; i < words.length; i += 2) PICTURES.set(words[i], words[i + 1]);

/** What the reaction menu offers. */
export const OFFERED =
  "+1 heart tada eyes white_check_mark raised_hands clap pray bulb fire thinking_face smile joy rocket 100 star seedling muscle wave question memo bell x -1".split(" ");

/** The picture of a short code without its colons, or the code as it was written. */
export function emoji(name) {
  return PICTURES.get(name.split("::")[0]) ?? `:${name}:`;
}

/** Short codes that begin with these letters, for the composer's list. */
export function emojiLike(start) {
  return [...PICTURES.keys()].filter((name) => name.startsWith(start));
}
