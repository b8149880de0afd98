package pages

import (
	"fmt"
	"io/fs"

	"github.com/goccy/go-yaml"

	"barometer/datasets"
)

// messages are the words of the interface in one language, by key.
type messages map[string]string

func readMessages(files fs.FS) (map[datasets.Lang]messages, error) {
	out := map[datasets.Lang]messages{}
	for _, lang := range Langs {
		name := "messages/" + string(lang) + ".yaml"
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		m := messages{}
		if err := yaml.UnmarshalWithOptions(content, &m, yaml.Strict()); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out[lang] = m
	}
	return out, nil
}

// say returns a message with its arguments put in.
func (m messages) say(key string, args ...any) (string, error) {
	text, ok := m[key]
	if !ok {
		return "", fmt.Errorf("no message %q", key)
	}
	if len(args) == 0 {
		return text, nil
	}
	return fmt.Sprintf(text, args...), nil
}

// count returns the message key.one or key.other with the number put in. One
// is singular in both languages; French also counts zero so.
func (m messages) count(lang datasets.Lang, key string, n int) (string, error) {
	form := ".other"
	if n == 1 || n == 0 && lang == datasets.French {
		form = ".one"
	}
	return m.say(key+form, datasets.FormatNumber(float64(n), 0, lang))
}
