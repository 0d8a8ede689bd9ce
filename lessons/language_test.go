package lessons

import "testing"

func TestLanguageOf(t *testing.T) {
	for name, want := range map[string]string{
		"": "en", "C": "en", "C.UTF-8": "en", "POSIX": "en", "en_GB.UTF-8": "en",
		"zh": "zh", "ZH": "zh", "zh-CN": "zh", "zh_CN.UTF-8": "zh", "zh@pinyin": "zh",
	} {
		if l, ok := LanguageOf(name); !ok || l.Tag != want {
			t.Errorf("LanguageOf(%q) = %v, %v", name, l, ok)
		}
	}
	if l, ok := LanguageOf("xx_XX"); ok {
		t.Errorf("LanguageOf(xx_XX) = %s", l.Tag)
	}
}

func TestLanguageOfLocale(t *testing.T) {
	type locale = map[string]string
	for _, test := range []struct {
		set  locale
		want string
	}{
		{locale{}, "en"},
		{locale{"LANG": "zh_CN.UTF-8"}, "zh"},
		{locale{"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"},
		{locale{"LC_ALL": "", "LC_MESSAGES": "zh_CN", "LANG": "en_US"}, "zh"},
		{locale{"LC_MESSAGES": "xx_XX", "LANG": "zh_CN"}, "en"},
	} {
		got := LanguageOfLocale(func(name string) string { return test.set[name] })
		if got.Tag != test.want {
			t.Errorf("%v: %s, want %s", test.set, got.Tag, test.want)
		}
	}
}

// What is not translated stays English.
func TestText(t *testing.T) {
	zh, _ := LanguageOf("zh")
	if got := zh.Text("%d of %d: nobody says this", 1, 2); got != "1 of 2: nobody says this" {
		t.Errorf("a text without translation: %q", got)
	}
	if got := zh.Word("100%"); got != "100%" {
		t.Errorf("Word takes its text for a format: %q", got)
	}
	if got := zh.Text("English"); got == "English" {
		t.Errorf("the language calls itself %q", got)
	}
}
