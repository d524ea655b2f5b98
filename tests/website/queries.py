"""What readers type, and the indicator that they look for: written before the search was built."""

from __future__ import annotations

CHINESE = (
    ("网民", "internet_users"),
    ("网民规模", "internet_users"),
    ("上网人数", "internet_users"),
    ("普及率", "internet_penetration"),
    ("互联网普及率", "internet_penetration"),
    ("手机网民", "mobile_internet_users"),
    ("网购", "online_shopping_users"),
    ("网络购物", "online_shopping_users"),
    ("短视频", "short_video_users"),
    ("微短剧", "micro_drama_users"),
    ("外卖", "online_meal_ordering_users"),
    ("网约车", "online_car_hailing_users"),
    ("网络支付", "online_payment_users"),
    ("网上零售额", "online_retail_sales"),
    ("生成式人工智能", "generative_ai_users"),
    ("人工智能", "generative_ai_users"),
    ("非网民", "non_internet_users"),
    ("上网时长", "weekly_hours_online"),
    ("城镇化率", "urbanization_rate"),
    ("域名", "domain_names"),
)
OTHERS = (
    ("internet users", "internet_users"),
    ("penetration", "internet_penetration"),
    ("online shopping", "online_shopping_users"),
    ("short video", "short_video_users"),
    ("mobile internet", "mobile_internet_users"),
    ("genai", "generative_ai_users"),
    ("online retail", "online_retail_sales"),
    ("ipv6", "ipv6_addresses"),
    ("telemedicine users", "internet_medical_services_users"),
    ("intrenet users", "internet_users"),
)
QUERIES = (*CHINESE, *OTHERS)
